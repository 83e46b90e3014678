using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Nas.Model;

namespace Actors.Strategies.Racing;

public sealed record RacingOptions : IValidatableObject
{
    public const string Name = "racing";

    /// <summary>The strategy that new architectures come from; it observes each once, by its first samples.</summary>
    [Required]
    public string Base { get; init; } = "evolution";

    /// <summary>Options of the base strategy.</summary>
    public JsonObject BaseOptions { get; init; } = [];

    /// <summary>Samples that a new architecture is scored with; each time it goes on, it gets as many again.</summary>
    [Range(2, 10_000)]
    public int First { get; init; } = 2;

    /// <summary>Architectures that are scored before any goes on.</summary>
    [Range(2, 10_000)]
    public int Initial { get; init; } = 8;

    /// <summary>Places that are raced for: who is surely behind the last of so many gets no more samples.</summary>
    [Range(1, 10_000)]
    public int Keep { get; init; } = 1;

    /// <summary>Standard errors of the difference that are sure enough.</summary>
    [Range(0, 100)]
    public double Margin { get; init; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Base == Name)
            return [new ValidationResult("a race cannot be the base of a race", [nameof(Base)])];
        try
        {
            _ = StrategyCatalog.Standard.ReadOptions(Base, BaseOptions);
            if (!StrategyCatalog.Standard.Find(Base).KnowsOnlyItsOwn)
                return [];
            return
            [
                new ValidationResult($"'{Base}' counts on every proposal being its own: it cannot be the base of a race", [nameof(Base)]),
            ];
        }
        catch (UserException mistake)
        {
            return [new ValidationResult(mistake.Message, [nameof(Base)])];
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.BlackBox;

/// <summary>The line of JSON that a command is asked with.</summary>
/// <param name="Architecture">Canonical text of the architecture.</param>
/// <param name="Decisions">The option of each decision, by name.</param>
/// <param name="Seed">Seed of the search.</param>
/// <param name="Sample">Number of the evaluation of this architecture, from 0.</param>
internal sealed record EvaluatorQuestion(string Architecture, JsonObject Decisions, long Seed, int Sample)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static EvaluatorQuestion Of(ISearchSpace space, Architecture architecture, long seed, int sample)
    {
        var decisions = new JsonObject();
        foreach (var (decision, choice) in space.Decisions.Zip(architecture.Choices))
            decisions[decision.Name] = decision.Options[choice];
        return new EvaluatorQuestion(space.Format(architecture), decisions, seed, sample);
    }

    public string ToLine() => JsonSerializer.Serialize(this, Options);
}

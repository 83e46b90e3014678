using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Strategies.Bayesian;
using Actors.Strategies.Beam;
using Actors.Strategies.Evolution;
using Actors.Strategies.Exhaustive;
using Actors.Strategies.Listed;
using Actors.Strategies.LocalSearch;
using Actors.Strategies.Nsga2;
using Actors.Strategies.RandomSearch;
using Nas.Model;
using Nas.Model.Settings;

namespace Actors.Strategies;

/// <summary>A strategy that a search file can name.</summary>
/// <param name="Options">Type of its options, bound from the search file by name; its defaults are the strategy's.</param>
public sealed record StrategyKind(string Name, Type Options, Func<object, ISearchStrategy> Create)
{
    public static StrategyKind Of<TOptions>(string name, Func<TOptions, ISearchStrategy> create) where TOptions : class, new() =>
        new(name, typeof(TOptions), options => create((TOptions)options));
}

/// <summary>Strategies by name. A new one is a class, its options, and a line here.</summary>
public sealed class StrategyCatalog(params StrategyKind[] kinds)
{
    public static StrategyCatalog Standard { get; } = new(
        StrategyKind.Of<EvolutionOptions>("evolution", options => new EvolutionStrategy(options)),
        StrategyKind.Of<RegularisedEvolutionOptions>("regularised-evolution", options => new EvolutionStrategy(options.AsEvolution())),
        StrategyKind.Of<LocalSearchOptions>("local-search", options => new LocalSearchStrategy(options)),
        StrategyKind.Of<BayesianOptions>("bayesian", options => new BayesianStrategy(options)),
        StrategyKind.Of<Nsga2Options>("nsga2", options => new Nsga2Strategy(options)),
        StrategyKind.Of<RandomSearchOptions>("random", _ => new RandomSearchStrategy()),
        StrategyKind.Of<ExhaustiveOptions>("exhaustive", _ => new ExhaustiveStrategy()),
        StrategyKind.Of<ListedOptions>("listed", options => new ListedStrategy(options)),
        StrategyKind.Of<BeamOptions>("beam", options => new BeamStrategy(options)));

    public IReadOnlyList<StrategyKind> Kinds => kinds;

    /// <summary>The strategy's options, checked, every default filled in.</summary>
    /// <exception cref="UserException">An unknown strategy or option, a value of another type or out of its range.</exception>
    public object ReadOptions(string name, JsonObject options)
    {
        var kind = Find(name);
        var known = kind.Options.GetProperties().Select(property => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)).ToList();
        foreach (var (key, _) in options)
        {
            if (known.Contains(key, StringComparer.Ordinal)) continue;
            var has = known.Count == 0 ? "it has none" : $"it has {string.Join(", ", known)}";
            throw new UserException($"strategy.options.{key} is no option of the strategy '{name}': {has}.");
        }
        var bound = Bind(kind, options);
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(bound, new ValidationContext(bound), faults, validateAllProperties: true))
        {
            var members = faults[0].MemberNames.Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
            throw new UserException($"strategy.options.{string.Join(", ", members)}: {faults[0].ErrorMessage}");
        }
        return bound;
    }

    /// <exception cref="UserException">As <see cref="ReadOptions"/>.</exception>
    public ISearchStrategy Create(string name, JsonObject options) => Find(name).Create(ReadOptions(name, options));

    private static object Bind(StrategyKind kind, JsonObject options)
    {
        try
        {
            return options.Deserialize(kind.Options, SettingsJson.Options)!;
        }
        catch (JsonException cause)
        {
            throw new UserException($"strategy.options.{cause.Path?.TrimStart('$', '.')} has a value of the wrong type.", cause);
        }
    }

    private StrategyKind Find(string name) => kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new UserException($"strategy.name is '{name}': there are {string.Join(", ", kinds.Select(kind => kind.Name))}.");
}

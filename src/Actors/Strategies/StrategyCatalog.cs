using System.Text.Json.Nodes;
using Actors.Strategies.ActorStrategies;
using Actors.Strategies.Bayesian;
using Actors.Strategies.Beam;
using Actors.Strategies.Evolution;
using Actors.Strategies.Exhaustive;
using Actors.Strategies.Listed;
using Actors.Strategies.LocalSearch;
using Actors.Strategies.Nsga2;
using Actors.Strategies.Racing;
using Actors.Strategies.RandomSearch;
using Nas.Model;
using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace Actors.Strategies;

/// <summary>A strategy that a search file can name.</summary>
/// <param name="Options">Type of its options, bound from the search file by name; its defaults are the strategy's.</param>
public sealed record StrategyKind(string Name, Type Options, Func<object, ISearchStrategy> Create)
{
    public static StrategyKind Of<TOptions>(string name, Func<TOptions, ISearchStrategy> create)
        where TOptions : class, new() => new(name, typeof(TOptions), options => create((TOptions)options));

    /// <summary>
    /// Whether it counts on every candidate being one that it proposed itself: it cannot go on where another strategy was.
    /// </summary>
    public bool KnowsOnlyItsOwn { get; init; }

    /// <summary>
    /// It decides one part of an architecture after another, and needs a space whose architectures can be scored in part: the most
    /// candidates that it proposes in such a space with such options. Null: it proposes whole architectures.
    /// </summary>
    public Func<ISearchSpace, JsonObject, int>? MostInPart { get; init; }
}

/// <summary>Strategies by name. A new one is a class, its options, and a line here.</summary>
public sealed class StrategyCatalog(params StrategyKind[] kinds)
{
    public static StrategyCatalog Standard { get; } =
        new(
            StrategyKind.Of<EvolutionOptions>("evolution", options => new EvolutionStrategy(options)),
            StrategyKind.Of<RegularisedEvolutionOptions>("regularised-evolution", options => new EvolutionStrategy(options.AsEvolution())),
            StrategyKind.Of<LocalSearchOptions>("local-search", options => new LocalSearchStrategy(options)),
            StrategyKind.Of<BayesianOptions>("bayesian", options => new BayesianStrategy(options)),
            StrategyKind.Of<Nsga2Options>("nsga2", options => new Nsga2Strategy(options)),
            StrategyKind.Of<RacingOptions>(
                RacingOptions.Name,
                options => new RacingStrategy(options, Standard!.Create(options.Base, options.BaseOptions))
            ),
            StrategyKind.Of<RandomSearchOptions>("random", _ => new RandomSearchStrategy()),
            StrategyKind.Of<ExhaustiveOptions>("exhaustive", _ => new ExhaustiveStrategy()),
            StrategyKind.Of<ListedOptions>(ListedStrategy.Name, options => new ListedStrategy(options)),
            StrategyKind.Of<BeamOptions>("beam", options => new BeamStrategy(options)) with
            {
                KnowsOnlyItsOwn = true,
                MostInPart = BeamStrategy.MostCandidates,
            }
        );

    public IReadOnlyList<StrategyKind> Own => kinds;

    /// <summary>The strategies; those of plug-ins come last.</summary>
    public IReadOnlyList<StrategyKind> Kinds =>
        [
            .. kinds,
            .. PluginRegistry
                .Of<ISearchStrategy>()
                .Select(plugin => new StrategyKind(plugin.Name, plugin.Options ?? typeof(NoOptions), plugin.Create<ISearchStrategy>)),
            .. PluginRegistry
                .Of<IStrategyActor>()
                .Select(plugin => new StrategyKind(
                    plugin.Name,
                    plugin.Options ?? typeof(NoOptions),
                    options => new ActorStrategy(plugin.Create<IStrategyActor>(options))
                )),
        ];

    /// <summary><see cref="StrategyKind.MostInPart"/> of the strategy of this name; null also where there is none.</summary>
    public Func<ISearchSpace, JsonObject, int>? MostInPart(string name) => kinds.FirstOrDefault(kind => kind.Name == name)?.MostInPart;

    /// <summary>The strategy's options, checked, every default filled in.</summary>
    /// <exception cref="UserException">An unknown strategy or option, a value of another type or out of its range.</exception>
    public object ReadOptions(string name, JsonObject options) =>
        OptionsReader.Read(Find(name).Options, options, "strategy", $"the strategy '{name}'");

    /// <exception cref="UserException">The options are wrong, as in <see cref="ReadOptions"/>.</exception>
    public ISearchStrategy Create(string name, JsonObject options) => Find(name).Create(ReadOptions(name, options));

    /// <exception cref="UserException">There is no such strategy.</exception>
    public StrategyKind Find(string name) =>
        Kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new UserException(
            $"strategy.name is '{name}': there are {string.Join(", ", Kinds.Select(kind => kind.Name))}.{PluginRegistry.Troubles()}"
        );
}

using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Simulation;
using Actors.Simulation.Checking;
using Actors.Strategies;
using Actors.Strategies.RandomSearch;
using Actors.Tests.Search.Methods;
using Actors.Tests.Strategies;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;

namespace Actors.Tests.Simulation;

using Simulation = Actors.Simulation.Simulation;

/// <summary>
/// Every strategy, with windows and sets drawn at random, in whole simulated searches whose devices and control nodes die: some here, and
/// as many as the environment variable says (tests/soak.sh progress).
/// </summary>
[Trait("Length", "Long")]
public class SimulatedProgressTests
{
    private const int Usual = 40;

    /// <summary>The catalogue with one strategy that waits, as those of plug-ins may.</summary>
    private static readonly StrategyCatalog Strategies = new([
        .. StrategyCatalog.Standard.Own,
        StrategyKind.Of<RandomSearchOptions>("generations", _ => new Generations(4)),
    ]);

    private static readonly string[] Whole =
    [
        "evolution",
        "regularised-evolution",
        "local-search",
        "bayesian",
        "nsga2",
        "random",
        "exhaustive",
        "generations",
    ];

    private static readonly int Seeds = Environment.GetEnvironmentVariable("LANGEVIN_PROGRESS_SEEDS") is { Length: > 0 } seeds
        ? int.Parse(seeds)
        : Usual;

    [Fact]
    public void Nothing_stands_still_and_nothing_ends_while_results_are_due()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var draws = RandomDraws.For(seed, "simulated-progress");
            SearchSettings settings = draws.Happens(0.5) ? BlackBox(draws) : CrNas(draws);
            var subject = new SimulatedSubject(settings, Strategies);
            var (options, journal) = (SimulatedClusters.Of(seed, "progress"), new List<ISearchEvent>());

            var result = Simulation.Run(
                [subject],
                options,
                null,
                entry =>
                {
                    if (entry is EventAppended appended)
                        journal.Add(appended.Event);
                }
            );

            var what = $"seed {seed}: {SettingsJson.Text(settings)}";
            Assert.True(result.Violations.IsEmpty, $"{what}{Environment.NewLine}{string.Join(Environment.NewLine, result.Violations)}");
            var state = journal.Aggregate(SearchState.NotStarted, (before, @event) => before.Apply(@event));
            // Of few architectures, all may be such as kill devices.
            if (state.Failure is { } failure)
                Assert.True(AllFailed(state), $"{what}{Environment.NewLine}{failure}");
            foreach (var phase in state.Phases.OfType<CandidatePhase>())
            {
                Assert.True(phase.Completed, what);
                Assert.True(
                    EarlyEnd.Of(Strategies, subject.Opened.Context, journal, phase.Name) is null,
                    $"{what}{Environment.NewLine}{phase.Name} ended while results were due"
                );
            }
        }
    }

    private static bool AllFailed(SearchState state) =>
        state.Phases is [.., CandidatePhase last] && last.Proposed > 0 && last.Failed == last.Proposed;

    private static BlackBoxSettings BlackBox(RandomDraws draws)
    {
        var decisions = new JsonObject();
        for (var decision = 0; decision < 1 + draws.Below(3); decision++)
        {
            decisions[$"d{decision}"] = new JsonArray([.. Enumerable.Range(0, 1 + draws.Below(4)).Select(option => (JsonNode)option)]);
        }
        var settings = BlackBoxMethodTests.Settings(samples: 1 + draws.Below(6));
        return settings with
        {
            Space = new BlackBoxSpaceSettings { Decisions = decisions },
            Strategy = Drawn(draws, settings.Strategy, [.. Whole, "racing", "racing"]),
        };
    }

    private static CrNasSettings CrNas(RandomDraws draws)
    {
        var settings = CrNasMethodTests.Settings();
        var samples = draws.Below(5);
        return settings with
        {
            Constraint = settings.Constraint with { Blocks = 4 + draws.Below(4) },
            StageLangevin = new OptionalLangevinSettings
            {
                Samples = samples,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
            StageSearch = (StageSearchSettings)Drawn(draws, settings.StageSearch, [.. Whole, "racing"]),
            OperationSearch = (OperationSearchSettings)Drawn(
                draws,
                settings.OperationSearch,
                draws.Happens(0.5) ? ["beam"] : [.. Whole, "racing"]
            ),
            Proxy = settings.Proxy with { Set = 1 + draws.Below(10) },
        };
    }

    private static StrategySettings Drawn(RandomDraws draws, StrategySettings settings, string[] names)
    {
        var name = names[draws.Below(names.Length)];
        return settings with
        {
            Name = name,
            // A beam comes to whole architectures in its last level only.
            Candidates = name == "beam" ? 1000 : 1 + draws.Below(40),
            Window = 1 + draws.Below(10),
            Order = draws.Happens(0.8) ? "proposal" : "arrival",
            Attempts = 2,
            Options = name switch
            {
                "evolution" or "regularised-evolution" => new JsonObject { ["population"] = 2 + draws.Below(4), ["tournament"] = 2 },
                "local-search" => new JsonObject { ["initial"] = 1 + draws.Below(5) },
                "bayesian" => new JsonObject { ["initial"] = 1 + draws.Below(5), ["starts"] = 2 },
                "nsga2" => new JsonObject { ["population"] = 4 + draws.Below(4) },
                "beam" => new JsonObject { ["width"] = 1 + draws.Below(4) },
                "racing" => new JsonObject
                {
                    ["base"] = Whole[draws.Below(Whole.Length - 1)],
                    ["initial"] = 2 + draws.Below(4),
                    ["first"] = 2,
                },
                _ => [],
            },
        };
    }
}

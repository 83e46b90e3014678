using Actors.Search.Methods;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Finals;

public class FinalsTests
{
    private static readonly StNasSettings Settings = With(
        new FinalsSettings
        {
            Trials = 5,
            Round = 2,
            Reduction = 2,
            Steps = 10,
        }
    );

    [Theory]
    [InlineData(8, 4, null, 4, "8x500 2x2000")]
    [InlineData(12, 4, 250, 4, "12x250 3x1000 1x2000")]
    [InlineData(9, 4, 100, 3, "9x100 3x300 1x900")]
    [InlineData(8, 4, 2000, 4, "8x2000")]
    [InlineData(8, 4, 5000, 4, "8x2000")]
    [InlineData(100, 4, null, 4, "20x500 5x2000")]
    [InlineData(1, 4, null, 4, "1x500")]
    public void Each_rung_has_fewer_architectures_and_trains_them_longer(int trials, int round, int? steps, int reduction, string expected)
    {
        var finals = new FinalsSettings
        {
            Trials = trials,
            Round = round,
            Steps = steps,
            Reduction = reduction,
        };
        Assert.Equal(expected, string.Join(' ', finals.Rungs(available: 20, longest: 2000).Select(rung => $"{rung.Count}x{rung.Steps}")));
    }

    [Fact]
    public void Their_phases_stand_between_the_search_and_the_last_training()
    {
        const string Expected =
            "supernet samples search finals-1 finals-2 finals-3 finals-rung-2 finals-winner "
            + "chain-search chain-finals-1 chain-finals-2 chain-finals-rung-2 random-search retrain";
        var settings = Settings with { Baselines = Settings.Baselines with { RandomSearch = true } };

        Assert.Equal(Expected, string.Join(' ', SearchMethods.Plan(TestSearches.Context(settings)).Phases.Select(phase => phase.Name)));
        var state = new SearchRig(settings).RunToEnd().State;
        Assert.Equal((SearchStatus.Completed, null), (state.Status, state.Failure));
        Assert.Equal(Expected.Split(' '), state.Phases.Select(phase => phase.Name));
        Assert.Equal(
            ["winner-0", "chain-only-0", "random-0", "random-search-0"],
            ((TrainingPhase)state.Phase("retrain")!).Runs.Select(run => run.Spec.Name)
        );
    }

    [Fact]
    public void The_winner_is_the_best_of_the_last_rung_and_not_of_the_scores()
    {
        var state = new SearchRig(Settings).RunToEnd().State;

        var first = Runs(state, "finals-1", "finals-2", "finals-3");
        Assert.Equal(5, first.Select(run => run.Spec.Architecture).Distinct().Count());
        Assert.Equal(
            state.Candidates("search")!.Top.Take(2).Select(one => one.Architecture),
            first.Take(2).Select(run => run.Spec.Architecture)
        );
        var last = Runs(state, "finals-rung-2");
        Assert.Equal(
            first.OrderByDescending(run => run.Measures["validation-top1"]).Take(3).Select(run => run.Spec.Architecture),
            last.Select(run => run.Spec.Architecture)
        );
        Assert.Equal([20, 20, 20], last.Select(run => run.Spec.Steps));
        var winner = last.MaxBy(run => run.Measures["validation-top1"])!.Spec.Architecture;
        Assert.NotEqual(state.Candidates("search")!.Best!.Architecture, winner);
        Assert.Equal(winner, Runs(state, "retrain")[0].Spec.Architecture);
        Assert.Equal(winner, SearchViewing.View(state)!.Best!.Architecture);
    }

    [Fact]
    public void The_best_chain_is_found_in_the_same_way()
    {
        var state = new SearchRig(Settings).RunToEnd().State;

        var trials = Runs(state, "chain-finals-rung-2");
        Assert.Equal(
            trials.MaxBy(run => run.Measures["validation-top1"])!.Spec.Architecture,
            Runs(state, "retrain").Single(run => run.Spec.Name == "chain-only-0").Spec.Architecture
        );
    }

    [Fact]
    public void Trials_of_one_rung_are_alike_in_all_but_the_architecture()
    {
        var state = new SearchRig(Settings).RunToEnd().State;

        Assert.Equal([0, 0], Runs(state, "finals-1").Select(run => run.Spec.Draw!.Value));
        Assert.All(Runs(state, "finals-1", "finals-rung-2"), run => Assert.Equal("trial", run.Spec.Like));
        Assert.Single(Runs(state, "finals-rung-2").Select(run => run.Spec.Draw).Distinct());
        Assert.NotEqual(Runs(state, "finals-1")[0].Spec.Draw, Runs(state, "finals-rung-2")[0].Spec.Draw);
    }

    [Fact]
    public void Where_all_have_been_tried_the_best_are_tried_once_more()
    {
        var state = new SearchRig(
            Settings with
            {
                Strategy = Settings.Strategy with { Candidates = 3 },
                Finals = Settings.Finals! with { Trials = 3, Round = 1 },
            }
        )
            .RunToEnd()
            .State;

        Assert.Equal(SearchStatus.Completed, state.Status);
        Assert.Equal(3, Runs(state, "finals-1", "finals-2", "finals-3").Select(run => run.Spec.Architecture).Distinct().Count());
    }

    [Fact]
    public void A_search_goes_on_from_every_event_to_the_same_end()
    {
        var whole = new SearchRig(Settings).RunToEnd();
        for (var events = 1; events < whole.Journal.Count; events += 29)
            Assert.Equal(whole.History(), whole.Restarted(events).RunToEnd().History());
    }

    [Fact]
    public void Without_finals_nothing_is_as_it_was_not()
    {
        var (none, off) = (With(null), With(new FinalsSettings { Trials = 0 }));
        Assert.Equal(Entries(none), Entries(off));
        Assert.DoesNotContain("finals", string.Join('\n', Entries(none)), StringComparison.Ordinal);

        // The first entry has a hash of the settings.
        static IEnumerable<string> Entries(StNasSettings settings) => new SearchRig(settings).RunToEnd().History().Split('\n').Skip(1);
    }

    [Theory]
    [InlineData(2000, 0, 0, 2000, 64, 64, 1, 0, 1)]
    [InlineData(4000, 0, 0, 2000, 64, 64, 1, 0, 2)]
    [InlineData(2000, 100, 0, 2000, 64, 64, 1, 3000, 1)]
    [InlineData(2000, 100, 0, 2000, 64, 64, 1, 7680, 3)]
    public void Random_search_trains_what_the_search_costs(
        int supernet,
        int candidates,
        int samples,
        int retrain,
        int supernetBatch,
        int batch,
        int seeds,
        int images,
        int networks
    )
    {
        var settings = With(null) with
        {
            Supernet = new SupernetSettings { Steps = supernet, Batch = supernetBatch },
            Langevin = new LangevinSettings { Samples = samples },
            Strategy = new StrategySettings { Candidates = Math.Max(1, candidates) },
            Proxy = new ProxySettings { Images = Math.Max(1, images), RecalibrationBatches = 0 },
            Retrain = new RetrainSettings
            {
                Steps = retrain,
                Batch = batch,
                Seeds = seeds,
            },
        };
        Assert.Equal(networks, StNasMethod.NetworksForThePrice(settings));
    }

    private static StNasSettings With(FinalsSettings? finals) => TestSearches.Settings() with { Finals = finals };

    private static List<RunState> Runs(SearchState state, params string[] phases) =>
        [.. phases.SelectMany(phase => ((TrainingPhase)state.Phase(phase)!).Runs)];
}

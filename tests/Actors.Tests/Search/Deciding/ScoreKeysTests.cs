using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Scores;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Deciding;

public class ScoreKeysTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();

    public static TheoryData<string, bool> Changes =>
        new()
        {
            { "name", true },
            { "strategy", true },
            { "constraint", true },
            { "retrain", true },
            { "devices.count", true },
            { "moves", false },
            { "own-recalibration", false },
            { "seed", false },
            { "data.root", false },
            { "proxy", false },
            { "space", false },
            { "threads", false },
            { "supernet", false },
        };

    [Theory, MemberData(nameof(Changes))]
    public void Scores_are_shared_exactly_between_searches_that_differ_in_what_scores_do_not_depend_on(string what, bool shared)
    {
        var other = what switch
        {
            "name" => Settings with { Name = "other" },
            "strategy" => Settings with
            {
                Strategy = new()
                {
                    Name = "random",
                    Candidates = 99,
                    Window = 5,
                },
            },
            "constraint" => Settings with { Constraint = new() { Madds = [1, 2_000_000] } },
            "retrain" => Settings with
            {
                Retrain = new() { Steps = 77 },
                Baselines = new() { Random = false },
            },
            "devices.count" => Settings with { Devices = Settings.Devices with { Count = 9, StuckAfter = 5, QuarantineAfter = 9 } },
            "moves" => Settings with { Langevin = Settings.Langevin with { Moves = "classifier" } },
            "own-recalibration" => Settings with { Proxy = Settings.Proxy with { OwnRecalibration = true } },
            "seed" => Settings with { Seed = 8 },
            "data.root" => Settings with { Data = Settings.Data with { Root = "/elsewhere" } },
            "proxy" => Settings with { Proxy = new() { Images = 10 } },
            "space" => Settings with { Space = Settings.Space with { Classes = 4 } },
            "threads" => Settings with { Devices = Settings.Devices with { Threads = 3 } },
            _ => Settings with { Supernet = Settings.Supernet with { Steps = 3 } },
        };
        Assert.Equal(shared, KeyOf(Settings) == KeyOf(other));
    }

    [Fact]
    public void Weights_architecture_phase_and_minibatches_count()
    {
        ScoreKey[] keys =
        [
            KeyOf(Settings),
            KeyOf(Settings, weights: "b"),
            KeyOf(Settings, architecture: "other"),
            KeyOf(Settings, phase: "chain-search"),
            KeyOf(Settings, divisor: 2),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], KeyOf(Settings));
    }

    [Theory, InlineData("random", 0, "random", 1, false), InlineData("random", 0, "evolution", 0, true)]
    public void Where_there_are_no_weights_samples_differ_by_their_number_and_the_strategy_does_not_count(
        string strategy,
        int sample,
        string otherStrategy,
        int otherSample,
        bool shared
    )
    {
        var judge = new EvaluatorSettings { Plugin = "judge", Samples = 2 };
        Assert.Equal(shared, KeyOf(judge, strategy, sample)!.Value == KeyOf(judge, otherStrategy, otherSample)!.Value);
    }

    [Fact]
    public void What_a_command_said_is_never_reused_for_the_program_behind_it_may_be_another() =>
        Assert.Null(KeyOf(new EvaluatorSettings { Command = ["score"], Samples = 2 }, "random", 0));

    private static ScoreKey? KeyOf(EvaluatorSettings evaluator, string strategy, int sample)
    {
        var settings = new BlackBoxSettings
        {
            Name = strategy,
            Space = new() { Preset = "st-nas-fashion" },
            Evaluator = evaluator,
            Strategy = new() { Name = strategy },
        };
        var spec = new CandidateSpec(1, 1, true, 1, strategy, "{}", "whole", 0, 9, [WeightsRef.None(0), WeightsRef.None(1)], 1);
        var state = SearchState
            .NotStarted.Apply(
                new SearchStarted(1, strategy, SettingsJson.Text(settings), [], ImmutableSortedDictionary<string, string>.Empty)
            )
            .Apply(new PhaseStarted(1, "search", null, spec, null));
        var task = new DeviceTask(
            $"search/0@{sample}",
            DeviceTaskKind.Evaluate,
            "blob",
            "search",
            0,
            null,
            "settings",
            [],
            0,
            1,
            ["one"],
            [],
            0
        );
        return new ScoreKeys().Question(state, strategy, task) is { } question ? Assert.Single(question.Keys) : null;
    }

    [Fact]
    public void Where_scores_are_not_to_be_reused_nothing_is_asked_and_nothing_kept()
    {
        var rig = new SearchRig(Settings with { Devices = Settings.Devices with { ReuseScores = false } }).RunTo("search");
        var task = rig.Outstanding.First(one => one.Phase == "search");
        Assert.Null(new ScoreKeys().Question(rig.State, rig.Id, task));
        Assert.Empty(new ScoreKeys().Kept(rig.State, [new EvaluationRecorded(1, "search", 0, 0, 0.5, null, "d", 1)], 0));
    }

    [Fact]
    public void What_is_kept_is_what_is_asked_for()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        var task = rig.Outstanding.First(one => one.Phase == "search");
        var name = TaskName.TryParse(task.Id, out var parsed) ? parsed : default;
        var kept = Assert.Single(
            new ScoreKeys().Kept(rig.State, [new EvaluationRecorded(1, "search", name.Index, name.Sample!.Value, 0.5, 2, "d", 1)], 0)
        );

        Assert.Equal(new ScoreKeys().Question(rig.State, rig.Id, task)!.Keys, [kept.Key]);
        Assert.Equal(new KnownScore(new CandidateScore(0.5, 2), "d"), kept.Score);
    }

    private static ScoreKey KeyOf(
        StNasSettings settings,
        string weights = "a",
        string architecture = "one",
        string phase = "search",
        int divisor = 0
    )
    {
        var spec = new CandidateSpec(1, 1, true, 1, "random", "{}", "whole", 0, 9, [new WeightsRef("supernet/0", null)], 1);
        ISearchEvent[] events =
        [
            new SearchStarted(1, settings.Name, SettingsJson.Text(settings), [], ImmutableSortedDictionary<string, string>.Empty),
            new PhaseStarted(1, "supernet", new TrainingSpec([new RunSpec("supernet", null, null, null, null, 1, 0)], 1, 1, 1), null, null),
            new TrainingCompleted(1, "supernet/0", weights, ImmutableSortedDictionary<string, double>.Empty, "d", 1),
            new PhaseStarted(1, phase, null, spec, null),
        ];
        var state = events.Aggregate(SearchState.NotStarted, (folded, @event) => folded.Apply(@event));
        var task = new DeviceTask(
            $"{phase}/0@0",
            DeviceTaskKind.Evaluate,
            "blob",
            phase,
            0,
            null,
            weights,
            [],
            0,
            1,
            [architecture],
            [],
            divisor
        );
        return Assert.Single(new ScoreKeys().Question(state, settings.Name, task)!.Keys);
    }
}

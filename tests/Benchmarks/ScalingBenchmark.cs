using System.Collections.Immutable;
using System.Globalization;
using Actors.Dispatch;
using Actors.Search.Deciding;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Simulation;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Benchmarks;

/// <summary>The figures of docs/scaling.md: what the parts of a cluster that there is one of cost as it grows.</summary>
internal static class ScalingBenchmark
{
    public static void Run(TextWriter output)
    {
        foreach (var (devices, searches) in new[] { (100, 1), (1_000, 10), (1_000, 1_000), (10_000, 1_000) })
            output.WriteLine(Book(devices, searches));
        foreach (var window in new[] { 100, 1_000, 10_000, 20_000 })
            output.WriteLine(Reconcile(window));
        foreach (
            var (devices, searches, seconds) in new[] { (1_000, 1, 1.0), (1_000, 10, 1.0), (10_000, 100, 10.0), (10_000, 1_000, 10.0) }
        )
        {
            output.WriteLine(Cluster(devices, searches, seconds));
        }
    }

    /// <summary>A device ends one task and is given the next, while the search submits another; and heartbeats.</summary>
    private static string Book(int devices, int searches)
    {
        var book = new DispatchBook(TimeProvider.System, new DispatchLimits());
        var number = 0;
        IEnumerable<DispatchEffect> Submit() => book.Submit($"search{++number % searches}", Work($"task{number}"));
        var leases = new Queue<(string Device, Lease Lease)>();
        void Note(IEnumerable<DispatchEffect> effects)
        {
            foreach (var effect in effects.OfType<ToDevice>())
                leases.Enqueue((effect.Device, ((AssignTask)effect.Message).Lease));
        }
        for (var device = 0; device < devices; device++)
            Note(book.Heartbeat(new DeviceHere($"host:{device}:0", "cpu", null)));
        for (var task = 0; task < 2 * devices; task++)
            Note(Submit());

        const int turns = 100_000;
        var turn = Microseconds(
            turns,
            () =>
            {
                var (device, lease) = leases.Dequeue();
                Note(book.Ended(new LeaseEnded(device, lease, Finished: true)));
                Note(Submit());
            }
        );
        var held = leases.ToArray();
        var beats = 0;
        var beat = Microseconds(
            200_000,
            () =>
            {
                var (device, lease) = held[beats++ % held.Length];
                book.Heartbeat(new DeviceHere(device, "cpu", lease));
            }
        );
        var tick = Microseconds(100, () => book.Tick());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"book, {devices} devices, {searches} searches: a task ended, the next assigned and another submitted {turn:0.0} us, a heartbeat {beat:0.00} us, a tick {tick:0} us"
        );
    }

    /// <summary>
    /// What a search does after each write: compute what devices have to do, and compare it with what the dispatcher was told.
    /// </summary>
    private static string Reconcile(int window)
    {
        var spec = new CandidateSpec(
            10 * window,
            window,
            true,
            3,
            "random",
            "{}",
            "whole",
            0,
            long.MaxValue,
            [new WeightsRef("supernet/0", null)],
            2
        );
        var state = SearchState
            .NotStarted.Apply(new SearchStarted(0, "s", "{}", ["supernet", "search"], ImmutableSortedDictionary<string, string>.Empty))
            .Apply(
                new PhaseStarted(
                    0,
                    "supernet",
                    new TrainingSpec([new RunSpec("supernet", null, null, null, null, 1, 0)], 1, 3, 3),
                    null,
                    null
                )
            )
            .Apply(new TrainingCompleted(0, "supernet/0", "weights", ImmutableSortedDictionary<string, double>.Empty, "device", 1))
            .Apply(new PhaseStarted(0, "search", null, spec, null));
        for (var index = 0; index < window; index++)
            state = state.Apply(new CandidateProposed(0, "search", index, $"architecture {index}", 1, 1, "random", 0, false));
        var submissions = new Submissions();
        submissions.Update(SearchTasks.Outstanding(state));
        var rounds = Math.Max(5, 200_000 / window);
        var next = 0;
        var reconcile = Microseconds(rounds, () => submissions.Update(SearchTasks.Outstanding(state)));
        var apply = Microseconds(
            window / 3,
            () => state = state.Apply(new EvaluationRecorded(0, "search", next++, 0, 0.5, null, "device", 1))
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"search, window {window}: reconciling {reconcile:0} us, applying a score {apply:0.0} us"
        );
    }

    /// <summary>
    /// Searches that have all devices to themselves, in equal shares, and twice as many proposals outstanding as devices.
    /// </summary>
    private static string Cluster(int devices, int searches, double seconds)
    {
        var share = devices / searches;
        var subjects = Enumerable
            .Range(0, searches)
            .Select(number => new SimulatedSubject(
                new StNasSettings
                {
                    Name = $"search-{number}",
                    Seed = number,
                    Data = new DataSettings { Name = "procedural" },
                    Space = new SpaceSettings { Preset = "st-nas-fashion" },
                    Supernet = new SupernetSettings { Steps = 1, CheckpointEvery = 1 },
                    Langevin = new LangevinSettings { Samples = 0 },
                    Strategy = new StrategySettings
                    {
                        Name = "random",
                        Candidates = 20 * share,
                        Window = 2 * share,
                    },
                    Baselines = new BaselineSettings { ChainCandidates = 0 },
                    Retrain = new RetrainSettings { Steps = 1, CheckpointEvery = 1 },
                }
            ))
            .ToArray();
        var before = Environment.CpuUsage.TotalTime;
        var result = Simulation.Undisturb(
            subjects,
            new SimulationOptions
            {
                Devices = devices,
                Speed = new WorkSpeed { EvaluationSeconds = seconds },
            }
        );
        var took = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var search = result.Phases.Single(phase => phase.Phase == "search");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"cluster, {devices} devices, {searches} searches, {seconds} s of work: busy {search.Steady:0.000} in the middle eight tenths, {search.Busy:0.000} of the whole phase; {took:0.0} s of processor time for {result.Makespan.TotalSeconds:0.0} simulated s"
        );
    }

    private static DeviceTask Work(string id) =>
        new(id, DeviceTaskKind.Evaluate, "settings", "search", 0, null, "weights", [], 0, 0, ["0"]);

    /// <summary>Of processor time, so that others on the machine matter little; the first half warms up.</summary>
    private static double Microseconds(int times, Action action)
    {
        for (var time = 0; time < times / 2; time++)
            action();
        var before = Environment.CpuUsage.TotalTime;
        for (var time = 0; time < times; time++)
            action();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / times;
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Nas.Model.Execution;
using Nas.Model.Settings;

namespace Seed.Benchmarks;

/// <summary>The times that devices noted in a search. Timestamps are the machine's, the same in every process.</summary>
/// <param name="Began">Timestamp of the first evaluation; 0: there was none.</param>
/// <param name="Milestones">Timestamps after every <see cref="InstantRuntimeFactory.Stride"/> evaluations.</param>
/// <param name="Gaps">Times between the end of an evaluation and the device's next, in ticks of a <see cref="TimeSpan"/>.</param>
public sealed record DeviceTimes(long Began, ImmutableArray<long> Milestones, ImmutableArray<long> Gaps);

/// <summary>
/// Device work that takes no time and needs no libtorch: scores are hashes. It notes how long each device waited from the end of one
/// evaluation to the beginning of its next.
/// </summary>
/// <param name="until">After so many evaluations <paramref name="reached"/> is called; null: never.</param>
internal sealed class InstantRuntimeFactory(int? until = null, Action? reached = null) : ISearchRuntimeFactory
{
    /// <summary>The most gaps that are kept of each device, so that memory does not grow with the search.</summary>
    private const int MostGaps = 100_000;

    private readonly ConcurrentBag<Runtime> _runtimes = [];
    private long _evaluations;

    private readonly ConcurrentQueue<long> _milestones = new();
    private long _began;

    public const int Stride = 1000;

    /// <summary>The times of all devices; to be read when they rest.</summary>
    public DeviceTimes Times => new(_began, [.. _milestones.Order()], [.. _runtimes.SelectMany(runtime => runtime.Gaps)]);

    public ISearchRuntime Open(SearchSettings settings)
    {
        var runtime = new Runtime(this);
        _runtimes.Add(runtime);
        return runtime;
    }

    private void Evaluated()
    {
        var count = Interlocked.Increment(ref _evaluations);
        if (count == 1)
            _began = Stopwatch.GetTimestamp();
        if (count == until)
            Task.Run(reached!);
        if (count % Stride == 0)
            _milestones.Enqueue(Stopwatch.GetTimestamp());
    }

    private sealed class Runtime(InstantRuntimeFactory factory) : ISearchRuntime
    {
        private long? _ended;

        public List<long> Gaps { get; } = [];

        public ITrainingRun OpenTraining(TrainingTask task) => new Run(task.CheckpointPath is null ? 0 : 1);

        public ImmutableArray<Evaluation> Evaluate(EvaluationTask task)
        {
            if (_ended is { } ended && Gaps.Count < MostGaps)
                Gaps.Add(Stopwatch.GetElapsedTime(ended).Ticks);
            ImmutableArray<Evaluation> scores =
            [
                .. task.Architectures.Select(architecture =>
                {
                    factory.Evaluated();
                    return new Evaluation(
                        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(architecture)))
                            / (double)uint.MaxValue,
                        null
                    );
                }),
            ];
            _ended = Stopwatch.GetTimestamp();
            return scores;
        }

        public void Dispose() { }
    }

    /// <summary>One step, and a file that is no weights.</summary>
    private sealed class Run(int step) : ITrainingRun
    {
        public int Step { get; private set; } = step;

        public int TotalSteps => 1;

        public StepResult Advance()
        {
            Step++;
            return new StepResult(1, null);
        }

        public void SaveCheckpoint(string path) => File.WriteAllText(path, "1");

        public void SaveWeights(string path) => File.WriteAllText(path, "none");

        public ImmutableSortedDictionary<string, double> Measure() => ImmutableSortedDictionary<string, double>.Empty;

        public void Dispose() { }
    }
}

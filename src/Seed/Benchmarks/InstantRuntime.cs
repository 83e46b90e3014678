using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Nas.Model.Execution;
using Nas.Model.Settings;

namespace Seed.Benchmarks;

/// <summary>
/// Device work that takes no time and needs no libtorch: scores are hashes. It notes how long each device waited from the end of one
/// evaluation to the beginning of its next.
/// </summary>
/// <param name="until">After so many evaluations <paramref name="reached"/> is called; null: never.</param>
internal sealed class InstantRuntimeFactory(int? until = null, Action? reached = null) : ISearchRuntimeFactory
{
    /// <summary>Of each device: what is kept does not grow with the search.</summary>
    private const int MostGaps = 100_000;

    private readonly ConcurrentBag<Runtime> _runtimes = [];
    private long _evaluations;

    /// <summary>Timestamp of the first evaluation.</summary>
    public long Began { get; private set; }

    /// <summary>Timestamps after every <see cref="Stride"/> evaluations.</summary>
    public ConcurrentQueue<long> Milestones { get; } = new();

    public const int Stride = 1000;

    /// <summary>Of all devices; to be read when they rest.</summary>
    public IEnumerable<TimeSpan> Gaps => _runtimes.SelectMany(runtime => runtime.Gaps);

    public ISearchRuntime Open(SearchSettings settings)
    {
        var runtime = new Runtime(this);
        _runtimes.Add(runtime);
        return runtime;
    }

    private void Evaluated()
    {
        var count = Interlocked.Increment(ref _evaluations);
        if (count == 1) Began = Stopwatch.GetTimestamp();
        if (count == until) Task.Run(reached!);
        if (count % Stride == 0) Milestones.Enqueue(Stopwatch.GetTimestamp());
    }

    private sealed class Runtime(InstantRuntimeFactory factory) : ISearchRuntime
    {
        private long? _ended;

        public List<TimeSpan> Gaps { get; } = [];

        public ITrainingRun OpenTraining(TrainingTask task) => new Run(task.CheckpointPath is null ? 0 : 1);

        public ImmutableArray<Evaluation> Evaluate(EvaluationTask task)
        {
            if (_ended is { } ended && Gaps.Count < MostGaps) Gaps.Add(Stopwatch.GetElapsedTime(ended));
            ImmutableArray<Evaluation> scores = [.. task.Architectures.Select(architecture =>
            {
                factory.Evaluated();
                return new Evaluation(BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(architecture))) / (double)uint.MaxValue, null);
            })];
            _ended = Stopwatch.GetTimestamp();
            return scores;
        }

        public void Dispose()
        {
        }
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

        public void Dispose()
        {
        }
    }
}

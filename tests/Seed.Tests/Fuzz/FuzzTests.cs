using System.Diagnostics;
using System.Globalization;
using Testing;

namespace Seed.Tests.Fuzz;

/// <summary>
/// Every reader of what comes from elsewhere, given damaged input: it reads it or refuses it in a sentence, soon and in reasonable memory.
/// Case i of a target is a function of the seed, so that a failure is run again by the variables that it names. LANGEVIN_FUZZ_SECONDS is
/// the time of all targets together.
/// </summary>
[Collection(nameof(FuzzTests)), CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
[Trait("Length", "Long")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string SecondsVariable = "LANGEVIN_FUZZ_SECONDS",
        SeedVariable = "LANGEVIN_FUZZ_SEED",
        CaseVariable = "LANGEVIN_FUZZ_CASE";
    private const int UsualSeconds = 20;
    private const long MostBytes = 1L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All that are fuzzed: a new reader has a line here.</summary>
    private static readonly FuzzTarget[] All =
    [
        .. SearchFileTargets.All,
        .. TableTargets.All,
        .. ImageTargets.All,
        .. DetectionTargets.All,
        WeightsTarget.Weights,
        WireTarget.Messages,
        .. JournalTargets.All,
        JournalFileTarget.File,
    ];

    public static TheoryData<string> Names => [.. All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Damaged_input_is_read_or_refused_in_a_sentence(string name)
    {
        var target = All.Single(target => target.Name == name);
        foreach (var sample in target.Samples)
            Assert.Null(Record.Exception(() => target.Read([.. sample])));

        var seed = Given(SeedVariable) ?? 1;
        var only = Given(CaseVariable);
        var time = TimeSpan.FromSeconds((Given(SecondsVariable) ?? UsualSeconds) * target.Share / (double)All.Sum(one => one.Share));
        var state = new State();
        // A thread of its own can be given up; its stack is the smallest that readers run on.
        var worker = new Thread(() => Run(target, seed, only, time, state), 1_500_000) { IsBackground = true };
        worker.Start();
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            if (Stopwatch.GetElapsedTime(state.Began) > Patience)
                state.Fault ??= $"took longer than {Patience.TotalSeconds:0} s";
            if (state.Fault is not null)
                break;
        }
        output.WriteLine($"{name}: {state.Case + 1:N0} cases, {state.Refused:N0} refused");
        if (state.Fault is not { } fault)
            return;
        var file = Path.Combine(Path.GetTempPath(), $"langevin-fuzz-{name.Replace(' ', '-')}-{seed}-{state.Case}");
        File.WriteAllBytes(file, state.Input);
        Assert.Fail($"{SeedVariable}={seed} {CaseVariable}={state.Case} {name} ({file}): {fault}");
    }

    private static void Run(FuzzTarget target, int seed, int? only, TimeSpan time, State state)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        for (var i = only ?? 0; state.Fault is null && (only is not null ? i == only : Stopwatch.GetTimestamp() < end); i++)
        {
            (state.Case, state.Input) = (i, new Mutation(new Random(HashOf(target.Name, seed, i)), target.Samples, target.Words).Next());
            var before = GC.GetAllocatedBytesForCurrentThread();
            state.Began = Stopwatch.GetTimestamp();
            try
            {
                target.Read([.. state.Input]);
            }
            catch (Exception exception) when (target.IsSentence(exception))
            {
                state.Refused++;
                if (string.IsNullOrWhiteSpace(exception.Message))
                    state.Fault = $"no sentence in {exception}";
            }
            catch (Exception exception)
            {
                state.Fault = exception.ToString();
            }
            // All that was ever allocated: more than was ever needed at once.
            if (GC.GetAllocatedBytesForCurrentThread() - before is var bytes && bytes > MostBytes)
                state.Fault ??= $"allocated {bytes >> 20:N0} MiB";
            if (state.Fault is null)
                state.Began = long.MaxValue;
        }
    }

    /// <summary>The same in every process.</summary>
    private static int HashOf(string name, int seed, int number)
    {
        var hash = 17u;
        foreach (var value in name.Select(letter => (int)letter).Append(seed).Append(number))
            hash = (hash ^ (uint)value) * 16_777_619;
        return (int)hash;
    }

    private static int? Given(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private sealed class State
    {
        private long _began = long.MaxValue;

        public int Case { get; set; }

        public byte[] Input { get; set; } = [];

        public int Refused { get; set; }

        public string? Fault { get; set; }

        public long Began
        {
            get => Volatile.Read(ref _began);
            set => Volatile.Write(ref _began, value);
        }
    }
}

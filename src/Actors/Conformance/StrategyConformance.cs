using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Actors.Strategies;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>A strategy breaks a rule of <see cref="StrategyConformance"/>.</summary>
public sealed class ConformanceException(string message) : Exception(message);

public sealed record ConformanceOptions
{
    /// <summary>Other ones for strategies that need something special, such as <see cref="ConformanceSpaces.Partial"/>.</summary>
    public ImmutableArray<ConstrainedSpace> Spaces { get; init; } = ConformanceSpaces.Usual;

    /// <summary>
    /// Spaces that can be run through; with them, unless there are other spaces than usual, some with hardly any architectures.
    /// </summary>
    internal IEnumerable<ConstrainedSpace> SmallSpaces =>
        [.. Spaces == ConformanceSpaces.Usual ? ConformanceSpaces.Few : [], .. Spaces.Where(space => space.Count < Proposals)];

    /// <summary>Proposals on each space.</summary>
    public int Proposals { get; init; } = 150;

    /// <summary>Proposals in the trial of its memory.</summary>
    public int LongProposals { get; init; } = 2000;

    /// <summary>Bytes that a strategy may keep for each candidate that it has seen.</summary>
    public long KeptBytes { get; init; } = 8 << 10;

    /// <summary>Bytes that one proposal may allocate, on average.</summary>
    public long AllocatedBytes { get; init; } = 4 << 20;

    /// <summary>Time for one rule.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}

/// <param name="Violation">A sentence on what the strategy did wrong; null: it keeps the rule.</param>
public sealed record RuleResult(string Rule, string? Violation);

/// <summary>The rules for every strategy, as a suite to be run from any test project: no test framework is needed.</summary>
public static class StrategyConformance
{
    private static readonly int[] Windows = [1, 8];

    /// <summary>
    /// Whole searches: less than any set or level, about as much, and more than there are architectures; with one evaluation of each, and
    /// with several.
    /// </summary>
    private static readonly ImmutableArray<TrialTerms> Terms =
    [
        .. from window in new[] { 1, 2, 3, 8, 40 }
        from set in new[] { 1, 2, 3, 9 }
        from samples in new[] { 1, 5 }
        where set <= window || set == 2
        select new TrialTerms(window, set, samples),
    ];

    /// <summary>Interruptions of a trial, and proposals that are compared after each.</summary>
    private const int Restarts = 5,
        Ahead = 20;

    /// <summary>The rules by name.</summary>
    public static ImmutableArray<(string Name, Action<StrategySubject, ConformanceOptions> Hold)> Rules { get; } =
    [
        ("proposes new architectures inside the space and its constraint, and nothing throws", Contract),
        ("proposes the same for the same seed and results", Determinism),
        ("goes on after a restart as if there had been none", Recovery),
        ("goes on from a snapshot, if it has any, as if there had been none", Snapshots),
        ("goes on when candidates fail", Failures),
        ("ends when nothing new is left", Exhaustion),
        ("neither stands still nor ends while results are due, whatever the window and the sets", Progress),
        ("keeps and allocates little", Memory),
    ];

    /// <exception cref="ConformanceException">It breaks a rule: what it did, for each.</exception>
    public static void Check(StrategySubject subject, ConformanceOptions? options = null)
    {
        var broken = Examine(subject, options).Where(result => result.Violation is not null).ToList();
        if (broken.Count > 0)
            throw new ConformanceException(
                string.Join(Environment.NewLine, broken.Select(result => $"'{subject.Name}' breaks \"{result.Rule}\": {result.Violation}"))
            );
    }

    /// <summary>
    /// The rules in their order, each held to the strategy when its result is taken; after one without an answer there are no more.
    /// </summary>
    public static IEnumerable<RuleResult> Examine(StrategySubject subject, ConformanceOptions? options = null) =>
        Examine(subject, Rules, options);

    internal static IEnumerable<RuleResult> Examine<TSubject>(
        TSubject subject,
        IEnumerable<(string Name, Action<TSubject, ConformanceOptions> Hold)> rules,
        ConformanceOptions? options
    )
    {
        var used = options ?? new ConformanceOptions();
        foreach (var (name, hold) in rules)
        {
            var (violation, answered) = Violation(() => hold(subject, used), used.Patience);
            yield return new RuleResult(name, violation);
            if (!answered)
                yield break;
        }
    }

    public static void Contract(StrategySubject subject, ConformanceOptions options) =>
        OnEach(
            options,
            (space, window) =>
            {
                var trial = new StrategyTrial(subject, space, window, _ => false).Run(options.Proposals);
                RequireGood(trial);
                if (trial.Count == 0)
                    throw new ConformanceException($"On {space.Space.Name} it proposed nothing at all.");
            }
        );

    public static void Determinism(StrategySubject subject, ConformanceOptions options) =>
        OnEach(
            options,
            (space, window) =>
                RequireSame(
                    new StrategyTrial(subject, space, window, _ => false).Run(options.Proposals),
                    new StrategyTrial(subject, space, window, _ => false).Run(options.Proposals),
                    $"On {space.Space.Name} with a window of {window}, two instances with the same seed and results"
                )
        );

    public static void Recovery(StrategySubject subject, ConformanceOptions options) =>
        OnEach(
            options,
            (space, window) =>
            {
                var undisturbed = new StrategyTrial(subject, space, window, Often).Run(options.Proposals);
                foreach (var cut in Cuts(undisturbed.Count))
                {
                    RequireSame(
                        undisturbed,
                        undisturbed.Restarted(cut).Run(Math.Min(cut + Ahead, options.Proposals)),
                        $"On {space.Space.Name} with a window of {window}, one instance and one that took over after {cut} proposals"
                    );
                }
            }
        );

    /// <summary>A strategy goes on from its snapshots; one that is no <see cref="IResumableStrategy"/> need not.</summary>
    public static void Snapshots(StrategySubject subject, ConformanceOptions options) =>
        OnEach(
            options,
            (space, window) =>
            {
                var undisturbed = new StrategyTrial(subject, space, window, Often).Run(options.Proposals);
                var trial = new StrategyTrial(subject, space, window, Often);
                foreach (var cut in Cuts(undisturbed.Count))
                {
                    RequireGood(trial.Run(cut));
                    if (trial.Resumed() is not { } resumed)
                        return;
                    RequireSame(
                        undisturbed,
                        (trial = resumed).Run(Math.Min(cut + Ahead, options.Proposals)),
                        $"On {space.Space.Name} with a window of {window}, one instance and one that was resumed from its snapshot after {cut} proposals"
                    );
                }
            }
        );

    public static void Failures(StrategySubject subject, ConformanceOptions options) =>
        OnEach(
            options,
            (space, window) =>
            {
                RequireGood(new StrategyTrial(subject, space, window, Often).Run(options.Proposals));
                RequireGood(new StrategyTrial(subject, space, window, _ => true).Run(options.Proposals));
            }
        );

    public static void Exhaustion(StrategySubject subject, ConformanceOptions options)
    {
        foreach (var space in options.Spaces.Where(space => space.Count < options.Proposals))
        {
            var trial = new StrategyTrial(subject, space, Windows[0], _ => false).Run((int)space.Count + 1);
            RequireGood(trial);
            if (trial.End is not NothingNew)
                throw new ConformanceException(
                    $"On {space.Space.Name}, which has {space.Count} architectures, it did not end after {trial.Count}."
                );
        }
    }

    /// <summary>Runs whole searches: which candidates are scored, and when, is decided as in a real one.</summary>
    public static void Progress(StrategySubject subject, ConformanceOptions options)
    {
        foreach (var space in options.SmallSpaces)
        {
            foreach (var (number, terms) in Terms.Index())
            {
                var search = new TrialSearch(
                    subject,
                    space,
                    terms with
                    {
                        Budget = options.Proposals,
                        InOrder = number % 3 > 0,
                    },
                    (text, sample) =>
                        number % 2 == 0 && StrategyTrial.Fails(text) ? null : StrategyTrial.Score(space, text) + (0.01 * sample),
                    number
                ).Run();
                if (search.Trouble is { } trouble)
                    throw new ConformanceException($"On {space.Space.Name} with {terms}: {trouble}");
            }
        }
    }

    public static void Memory(StrategySubject subject, ConformanceOptions options)
    {
        const int tries = 3;
        var space = options.Spaces.MaxBy(space => space.Count)!;
        var (kept, allocated) = Enumerable
            .Range(0, tries)
            .Select(_ => Measure(subject, space, options.LongProposals))
            .Aggregate((least, next) => (Math.Min(least.Kept, next.Kept), Math.Min(least.Allocated, next.Allocated)));
        if (kept > options.KeptBytes)
            throw new ConformanceException($"It keeps {kept:N0} bytes for each candidate, more than {options.KeptBytes:N0}.");
        if (allocated > options.AllocatedBytes)
            throw new ConformanceException($"A proposal allocates {allocated:N0} bytes, more than {options.AllocatedBytes:N0}.");
    }

    /// <summary>
    /// Bytes for each proposal of the second half: the least of several measurements, for others allocate in the same process.
    /// </summary>
    private static (long Kept, long Allocated) Measure(StrategySubject subject, ConstrainedSpace space, int proposals)
    {
        var trial = new StrategyTrial(subject, space, Windows[1], _ => false).Run(proposals / 2, keep: false);
        var (before, allocatedBefore) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetAllocatedBytesForCurrentThread());
        var first = trial.Count;
        trial.Run(proposals, keep: false);
        var (allocatedAfter, after) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalMemory(forceFullCollection: true));
        RequireGood(trial);
        var more = Math.Max(1, trial.Count - first);
        return ((after - before) / more, (allocatedAfter - allocatedBefore) / more);
    }

    /// <summary>The proposals at which a trial is interrupted.</summary>
    private static IEnumerable<int> Cuts(int proposals) =>
        Enumerable.Range(1, Restarts).Select(restart => proposals * restart / (Restarts + 1));

    private static bool Often(int candidate) => candidate % 3 == 1;

    private static void OnEach(ConformanceOptions options, Action<ConstrainedSpace, int> hold)
    {
        foreach (var space in options.Spaces)
        {
            foreach (var window in Windows)
                hold(space, window);
        }
    }

    private static void RequireGood(StrategyTrial trial)
    {
        if (trial.End is StrategyFault fault)
            throw new ConformanceException(fault.Reason);
    }

    /// <summary>Requires equal proposals of both, as far as the second went.</summary>
    private static void RequireSame(StrategyTrial first, StrategyTrial second, string who)
    {
        RequireGood(second);
        for (var i = 0; i < second.Count; i++)
        {
            if (i < first.Count && first.Proposals[i] == second.Proposals[i])
                continue;
            var other = i < first.Count ? Words(first.Proposals[i]) : "no proposal";
            throw new ConformanceException($"{who} differ at proposal {i}: {other}, and {Words(second.Proposals[i])}.");
        }
        if (second.End is not null && first.End != second.End)
            throw new ConformanceException($"{who} differ at proposal {second.Count}: the second ends there.");
    }

    private static string Words(Proposed proposed) => $"{proposed.Architecture} ({proposed.Origin}, after {proposed.Observed} results)";

    /// <summary>Holds a rule on a thread of its own, which is left behind where the strategy does not come back.</summary>
    private static (string? Violation, bool Answered) Violation(Action hold, TimeSpan patience)
    {
        string? violation = null;
        ExceptionDispatchInfo? bug = null;
        var thread = new Thread(() =>
        {
            try
            {
                hold();
            }
            catch (ConformanceException broken)
            {
                violation = broken.Message;
            }
            // Of making an instance, or of the suite itself: told by the thread that waits.
            catch (Exception other)
            {
                bug = ExceptionDispatchInfo.Capture(other);
            }
        })
        {
            IsBackground = true,
            Name = "conformance",
        };
        thread.Start();
        if (!thread.Join(patience))
            return ($"It did not answer within {patience.TotalSeconds:0} seconds.", false);
        bug?.Throw();
        return (violation, true);
    }
}

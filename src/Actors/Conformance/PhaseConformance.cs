using System.Collections.Immutable;
using Actors.Plugins;
using Actors.Search;
using Actors.Search.Methods;
using Actors.Strategies;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>A phase under test.</summary>
/// <param name="Create">A new instance each time.</param>
public sealed record PhaseSubject(string Name, Func<ISearchPhase> Create)
{
    /// <summary>What its search uses of plug-ins, where it names a strategy of one.</summary>
    public PluginSettings? Plugins { get; init; }
}

/// <summary>What every phase of a plug-in has to keep, as a suite to be run from any test project: no test framework is needed.</summary>
public static class PhaseConformance
{
    private const string Purpose = "conformance-phase";
    private const int Samples = 2;
    private const long Seed = 20200823;

    /// <summary>Candidates of the phase before: hardly any, few, many.</summary>
    private static readonly int[] Counts = [1, 4, 150];

    /// <summary>The rules by name.</summary>
    public static ImmutableArray<(string Name, Action<PhaseSubject, ConformanceOptions> Hold)> Rules { get; } =
        [("plans what can be done, and nothing throws", Contract), ("plans the same for the same seed and findings", Determinism)];

    /// <exception cref="ConformanceException">It breaks a rule: what it did, for each.</exception>
    public static void Check(PhaseSubject subject, ConformanceOptions? options = null)
    {
        var broken = Examine(subject, options).Where(result => result.Violation is not null).ToList();
        if (broken.Count > 0) throw new ConformanceException(string.Join(Environment.NewLine, broken.Select(result => $"'{subject.Name}' breaks \"{result.Rule}\": {result.Violation}")));
    }

    /// <summary>The rules in their order, each held to the phase when its result is taken; after one without an answer there are no more.</summary>
    public static IEnumerable<RuleResult> Examine(PhaseSubject subject, ConformanceOptions? options = null) => StrategyConformance.Examine(subject, Rules, options);

    public static void Contract(PhaseSubject subject, ConformanceOptions options) => OnEach(options, (space, findings) => Plan(subject, subject.Create(), space, findings));

    /// <summary>Of another instance, and of the same one asked again.</summary>
    public static void Determinism(PhaseSubject subject, ConformanceOptions options) => OnEach(options, (space, findings) =>
    {
        var instance = subject.Create();
        var plans = new[] { instance, instance, subject.Create() }.Select(one => Plan(subject, one, space, findings)).Distinct().ToList();
        if (plans.Count > 1) throw new ConformanceException($"On {space.Space.Name}, the same seed and findings give {plans[0]}, and {plans[1]}.");
    });

    private static void OnEach(ConformanceOptions options, Action<ConstrainedSpace, ImmutableArray<PhaseFindings>> hold)
    {
        foreach (var space in options.Spaces)
        {
            foreach (var count in Counts) hold(space, [Findings(space, "search", count, firstSample: 0)]);
            hold(space, [Findings(space, "search", Counts[^1], firstSample: 0), Findings(space, "second", Counts[0], firstSample: Samples)]);
        }
    }

    /// <summary>One candidate failed.</summary>
    private static PhaseFindings Findings(ConstrainedSpace space, string name, int count, int firstSample)
    {
        var random = RandomStream.For(Seed, Purpose, firstSample);
        var scored = Enumerable.Range(0, count).Select(_ => space.Sample(random)).DistinctBy(space.Space.Format)
            .Select((architecture, index) => (architecture, index, scores: Enumerable.Range(0, Samples).Select(_ => random.NextDouble()).ToImmutableArray()))
            .Select(one => new Observation(one.index, one.architecture, space.Space.MAdds.Of(one.architecture), one.scores.Average()) { Scores = one.scores })
            .OrderByDescending(one => one.Score).ToImmutableArray();
        return new PhaseFindings(name, scored.Length + 1, 1, scored, firstSample, Samples);
    }

    /// <returns>The plan in words.</returns>
    private static string Plan(PhaseSubject subject, ISearchPhase phase, ConstrainedSpace space, ImmutableArray<PhaseFindings> findings)
    {
        try
        {
            var pattern = new CandidateSpec(1, 1, true, 1, "random", "{}", "whole", space.Range.Min, space.Range.Max, [.. Enumerable.Range(0, Samples).Select(WeightsRef.None)], 1);
            var plan = phase.Plan(new PhaseContext(space, findings, RandomStream.For(Seed, Purpose)));
            if (PhasePlans.Start(plan, space, pattern, subject.Plugins, out var fault) is not var (spec, note)) throw new ConformanceException($"On {space.Space.Name} it {fault}.");
            return $"{spec.Budget} candidates of {spec.Strategy} {spec.Options} in {spec.Space} with {spec.Samples.Length} samples from {spec.Samples[0].Sample} on (\"{note}\")";
        }
        catch (Exception cause) when (cause is not ConformanceException)
        {
            throw new ConformanceException($"On {space.Space.Name}, after {findings.Sum(one => one.Proposed)} candidates, it failed: {cause.Message}");
        }
    }
}

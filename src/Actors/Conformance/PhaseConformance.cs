using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Plugins;
using Actors.Search.Planning;
using Actors.Search.PluginPhases;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>A phase under test.</summary>
/// <param name="Create">A new instance each time.</param>
public sealed record PhaseSubject(string Name, Func<ISearchPhase> Create)
{
    /// <summary>The plug-ins that its search uses, where it names a strategy of one.</summary>
    public PluginSettings? Plugins { get; init; }
}

/// <summary>The rules for every phase of a plug-in, as a suite to be run from any test project: no test framework is needed.</summary>
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
        if (broken.Count > 0)
            throw new ConformanceException(
                string.Join(Environment.NewLine, broken.Select(result => $"'{subject.Name}' breaks \"{result.Rule}\": {result.Violation}"))
            );
    }

    /// <summary>
    /// The rules in their order, each held to the phase when its result is taken; after one without an answer there are no more.
    /// </summary>
    public static IEnumerable<RuleResult> Examine(PhaseSubject subject, ConformanceOptions? options = null) =>
        StrategyConformance.Examine(subject, Rules, options);

    public static void Contract(PhaseSubject subject, ConformanceOptions options) =>
        OnEach(subject, options, inputs => Plan(subject, subject.Create(), inputs));

    /// <summary>Another instance, and the same one asked again, give the same plan.</summary>
    public static void Determinism(PhaseSubject subject, ConformanceOptions options) =>
        OnEach(
            subject,
            options,
            inputs =>
            {
                var instance = subject.Create();
                var plans = new[] { instance, instance, subject.Create() }.Select(one => Plan(subject, one, inputs)).Distinct().ToList();
                if (plans.Count > 1)
                    throw new ConformanceException(
                        $"On {inputs.Space.Space.Name}, the same seed and findings give {plans[0]}, and {plans[1]}."
                    );
            }
        );

    /// <summary>Tries a search that trains nothing; where the phase can plan only with weights, one that trains them instead.</summary>
    private static void OnEach(PhaseSubject subject, ConformanceOptions options, Action<PhaseInputs> hold)
    {
        var first = options.Spaces[0];
        ImmutableArray<PhaseFindings> some = [Findings(first, "search", Counts[^1], firstSample: 0)];
        var trained = !CanPlan(subject, Inputs(first, some, false)) && CanPlan(subject, Inputs(first, some, true));
        foreach (var space in options.Spaces)
        {
            foreach (var count in Counts)
                hold(Inputs(space, [Findings(space, "search", count, firstSample: 0)], trained));
            hold(
                Inputs(
                    space,
                    [
                        Findings(space, "search", Counts[^1], firstSample: 0),
                        Findings(space, "second", Counts[0], firstSample: trained ? 0 : Samples),
                    ],
                    trained
                )
            );
        }
    }

    private static bool CanPlan(PhaseSubject subject, PhaseInputs inputs)
    {
        try
        {
            return Plan(subject, subject.Create(), inputs).Length > 0;
        }
        catch (ConformanceException)
        {
            return false;
        }
    }

    /// <param name="trained">There are a supernet, samples of it, and two networks trained from scratch.</param>
    private static PhaseInputs Inputs(ConstrainedSpace space, ImmutableArray<PhaseFindings> findings, bool trained)
    {
        var pattern = new CandidateSpec(
            1,
            1,
            true,
            1,
            "random",
            "{}",
            SpacePart.Whole,
            space.Range.Min,
            space.Range.Max,
            [.. Enumerable.Range(0, Samples).Select(number => trained ? SampleOf(number) : WeightsRef.None(number))],
            1
        );
        if (!trained)
            return new PhaseInputs(space, pattern, findings, null, [], []);
        var trials = findings[0]
            .Best.Take(2)
            .Select(
                (one, number) =>
                    new Trial("trained", one.Architecture, 0, 1, 0.5 + (0.1 * number), ImmutableSortedDictionary<string, double>.Empty)
            );
        return new PhaseInputs(
            space,
            pattern,
            [.. findings.Select(one => one with { Weights = PhaseNames.Samples })],
            new TrainableParts(
                PhaseNames.Supernet,
                PhaseNames.Samples,
                new LangevinSettings { Samples = Samples },
                1,
                1,
                1,
                new TrialTraining(1, 0, 1, "score", space.Space.Format, space.Space.Parse)
            ),
            [
                (new SharedWeights(PhaseNames.Samples, Samples, AreSamples: true), pattern.Samples),
                (
                    new SharedWeights(PhaseNames.Supernet, 1, AreSamples: false),
                    [new WeightsRef(TaskName.OfRun(PhaseNames.Supernet, 0), null)]
                ),
            ],
            [.. trials]
        );

        static WeightsRef SampleOf(int number) => new(TaskName.OfRun(PhaseNames.Samples, 0), number);
    }

    /// <summary>Findings of a phase in which one candidate failed.</summary>
    private static PhaseFindings Findings(ConstrainedSpace space, string name, int count, int firstSample)
    {
        var random = RandomStream.For(Seed, Purpose, firstSample);
        var scored = Enumerable
            .Range(0, count)
            .Select(_ => space.Sample(random))
            .DistinctBy(space.Space.Format)
            .Select(
                (architecture, index) =>
                    (architecture, index, scores: Enumerable.Range(0, Samples).Select(_ => random.NextDouble()).ToImmutableArray())
            )
            .Select(one => new Observation(one.index, one.architecture, space.Space.MAdds.Of(one.architecture), one.scores.Average())
            {
                Scores = one.scores,
            })
            .OrderByDescending(one => one.Score)
            .ToImmutableArray();
        return new PhaseFindings(name, scored.Length + 1, 1, scored, firstSample, Samples);
    }

    /// <returns>The plan in words.</returns>
    private static string Plan(PhaseSubject subject, ISearchPhase phase, PhaseInputs inputs)
    {
        try
        {
            var plan = phase.Plan(inputs.Context(RandomStream.For(Seed, Purpose)));
            return PlanCheck.Start(plan, subject.Name, inputs, subject.Plugins, out var fault) switch
            {
                PhaseStart.Explore { Spec: var spec, Note: var note } =>
                    $"{spec.Budget} candidates of {spec.Strategy} {spec.Options} in {spec.Space} with {spec.Samples.Length} samples from {spec.NumberOf(0)} on (\"{note}\")",
                PhaseStart.Train { Spec: var spec, Note: var note } =>
                    $"{spec.Runs.Length} runs, {string.Join(", ", spec.Runs.Select(run => $"{run.Like} {run.Architecture} {run.Within} {run.Steps}"))} (\"{note}\")",
                _ => throw new ConformanceException($"On {inputs.Space.Space.Name} it {fault}."),
            };
        }
        catch (Exception cause) when (cause is not ConformanceException)
        {
            throw new ConformanceException(
                $"On {inputs.Space.Space.Name}, after {inputs.Found.Sum(one => one.Proposed)} candidates, it failed: {Reasons.Of(cause)}"
            );
        }
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Nas.Model;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Actors.Conformance;

/// <summary>A space of topologies under test.</summary>
/// <param name="Create">A new instance each time.</param>
public sealed record TopologySubject(string Name, Func<ITopologySpace> Create);

/// <summary>
/// The rules for every plug-in's space of topologies, as a suite to be run from any test project: no test framework is needed.
/// </summary>
public static class TopologyConformance
{
    private const string Purpose = "conformance-topology";
    private const long Seed = 20200823;

    /// <summary>Architectures drawn, and so many at most in the part that is written down whole.</summary>
    private const int Drawn = 200,
        Listed = 2000;

    /// <summary>"About" a number of Multiply-Adds: within this fraction of it.</summary>
    private const double About = 0.02;

    /// <summary>The rules by name.</summary>
    public static ImmutableArray<(string Name, Action<TopologySubject, ConformanceOptions> Hold)> Rules { get; } =
    [
        ("has a spec that defines a space, and nothing throws", Contract),
        ("gives the same spec every time", Determinism),
        ("has architectures that are read as they are written", RoundTrip),
        ("has architectures that cost what their layers do", Costs),
        ("has architectures that can be counted by their Multiply-Adds", Counts),
    ];

    /// <exception cref="ConformanceException">It breaks a rule: what it did, for each.</exception>
    public static void Check(TopologySubject subject, ConformanceOptions? options = null)
    {
        var broken = Examine(subject, options).Where(result => result.Violation is not null).ToList();
        if (broken.Count > 0)
            throw new ConformanceException(
                string.Join(Environment.NewLine, broken.Select(result => $"'{subject.Name}' breaks \"{result.Rule}\": {result.Violation}"))
            );
    }

    /// <summary>
    /// The rules in their order, each held to the space when its result is taken; without a space there is nothing to hold to the others.
    /// </summary>
    public static IEnumerable<RuleResult> Examine(TopologySubject subject, ConformanceOptions? options = null)
    {
        foreach (var result in StrategyConformance.Examine(subject, Rules, options))
        {
            yield return result;
            if (result.Rule == Rules[0].Name && result.Violation is not null)
                yield break;
        }
    }

    public static void Contract(TopologySubject subject, ConformanceOptions options) => _ = Open(subject);

    /// <summary>Another instance, and the same one asked again, give the same networks.</summary>
    public static void Determinism(TopologySubject subject, ConformanceOptions options)
    {
        var instance = subject.Create();
        var specs = new[] { instance, instance, subject.Create() }
            .Select(one => JsonSerializer.Serialize(SpecOf(subject, () => one)))
            .Distinct()
            .ToList();
        if (specs.Count > 1)
            throw new ConformanceException($"It gives {specs[0]}, and {specs[1]}.");
    }

    public static void RoundTrip(TopologySubject subject, ConformanceOptions options) =>
        OnDrawn(
            subject,
            (space, architecture) =>
            {
                var text = space.Format(architecture);
                if (!space.Parse(text).Equals(architecture))
                    throw new ConformanceException($"The text {text} is read as another architecture than it was written for.");
                if (!ArchitectureDocument.Read(space, ArchitectureDocument.Of(space, architecture).ToJson()).Equals(architecture))
                    throw new ConformanceException($"The JSON form of {text} is read as another architecture.");
                var canonical = space.Canonical(architecture);
                if (!space.Canonical(canonical).Equals(canonical))
                    throw new ConformanceException(
                        $"What stands for the network {text}, {space.Format(canonical)}, does not stand for itself."
                    );
            }
        );

    public static void Costs(TopologySubject subject, ConformanceOptions options) =>
        OnDrawn(
            subject,
            (space, architecture) =>
            {
                var cost = space.CostOf(architecture);
                if ((cost.MAdds, cost.Parameters) == (space.MAdds.Of(architecture), space.Parameters.Of(architecture)))
                    return;
                throw new ConformanceException(
                    $"The layers of {space.Format(architecture)} have {cost.MAdds} MAdds and {cost.Parameters} parameters, and the space says {space.MAdds.Of(architecture)} and {space.Parameters.Of(architecture)}."
                );
            }
        );

    /// <summary>Around any number of them; and in a part that is small enough, as many as there are when all are written down.</summary>
    public static void Counts(TopologySubject subject, ConformanceOptions options)
    {
        var space = Open(subject);
        if (!CountingLimit.AllowsAround(space.MAdds, About))
            throw new ConformanceException(
                "Its architectures have too many different Multiply-Adds to be counted in reasonable memory, which constraint.madds and baselines need: take widths that share larger factors."
            );
        var part = Part(space);
        var all = All(part).ToList();
        var middle = all.Select(space.MAdds.Of).Order().ElementAt(all.Count / 2);
        foreach (var range in new[] { CostRange.Any, new CostRange((long)(middle * (1 - About)), (long)(middle * (1 + About))) })
        {
            var (counted, listed) = (
                new ConstrainedSpace(space, range, part).Count,
                all.Count(architecture => range.Contains(space.MAdds.Of(architecture)))
            );
            if (counted != listed)
                throw new ConformanceException(
                    $"Of a part of {all.Count} architectures, {counted} are counted with from {range.Min} to {range.Max} MAdds, and there are {listed}."
                );
        }
    }

    private static void OnDrawn(TopologySubject subject, Action<TopologySpace, Architecture> hold)
    {
        var space = Open(subject);
        var (all, random) = (new ConstrainedSpace(space, CostRange.Any), RandomStream.For(Seed, Purpose));
        for (var i = 0; i < Drawn; i++)
            hold(space, all.Sample(random));
    }

    /// <summary>
    /// The last decisions are free as long as that leaves few enough architectures; the others are as in the first architecture.
    /// </summary>
    private static OptionMask Part(TopologySpace space)
    {
        var (mask, listed) = (OptionMask.All(space), 1);
        for (var decision = space.Decisions.Length - 1; decision >= 0; decision--)
        {
            var more = listed * space.Decisions[decision].Options.Length;
            if (more <= Listed)
                listed = more;
            else
                mask = mask.Restrict(decision, 0);
        }
        return mask;
    }

    private static IEnumerable<Architecture> All(OptionMask mask) =>
        mask
            .Options.Aggregate(
                Enumerable.Repeat(ImmutableArray<int>.Empty, 1),
                (begun, options) => begun.SelectMany(choices => options.Select(choices.Add))
            )
            .Select(choices => new Architecture(choices));

    private static TopologySpace Open(TopologySubject subject) => new(SpecOf(subject, subject.Create));

    private static TopologySpec SpecOf(TopologySubject subject, Func<ITopologySpace> create)
    {
        try
        {
            return PluginTopologies.SpecOf($"the space '{subject.Name}'", subject.Name, create);
        }
        catch (UserException fault)
        {
            throw new ConformanceException(fault.Message);
        }
    }
}

using System.Collections.Immutable;
using System.Numerics;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Nas.Model.Methods;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Shared;
using Seed.Output;

namespace Seed.Methods.Fidelity;

/// <summary>The plan of a fidelity study, from its file alone.</summary>
/// <param name="Architectures">Number of architectures inside the constraint.</param>
/// <param name="Studied">Number of architectures that the study is about.</param>
/// <param name="Arms">Names of the samplers.</param>
/// <param name="Work">Multiply-Adds of the whole study, roughly.</param>
public sealed record FidelityPlan(
    string Name,
    string Data,
    string Space,
    BigInteger Architectures,
    int Studied,
    ImmutableArray<string> Arms,
    ImmutableArray<WorkPhase> Phases,
    double Work
) : RunPlan
{
    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    public static FidelityPlan Of(FidelitySettings settings)
    {
        var spaces = MethodSciences.Spaces(settings);
        var space = SearchSpaces.Open(settings.Space, settings.Plugins);
        var layout = new StudyLayout(settings);
        var range = settings.Constraint.Madds is { } ends ? new CostRange(ends[0], ends[1]) : CostRange.Any;
        var studied = layout.ArchitecturesOf(new ConstrainedSpace(space, range).RequireFeasible());
        ImmutableArray<WorkPhase> phases =
        [
            .. SearchMethods
                .Plan(new SearchContext(settings, spaces))
                .Phases.Select(phase => Phase(phase.Name, settings, layout, studied.Length)),
        ];
        return new FidelityPlan(
            settings.Name,
            settings.Data.Name,
            space.Name,
            new ConstrainedSpace(space, range).Count,
            studied.Length,
            [.. layout.Arms.Select(arm => arm.Name)],
            phases,
            phases.Sum(phase => phase.ForwardPasses) * studied.Average(space.MAdds.Of)
        );
    }

    public override string InWords()
    {
        var phases = new TextTable("phase", "what", "images through a network");
        foreach (var phase in Phases)
            phases.Add(phase.Name, $"{phase.Count:N0} {phase.Unit}", ScaledNumber.Round(phase.ForwardPasses));
        return $"""
            {Name}: {Data}, {Studied:N0} of the {Architectures:N0} architectures of {Space}; samplers {string.Join(", ", Arms)}

            {phases}
            about {ScaledNumber.Round(Work)} Multiply-Adds in all
            """;
    }

    private static WorkPhase Phase(string name, FidelitySettings settings, StudyLayout layout, int studied) =>
        name switch
        {
            PhaseNames.Truth => new WorkPhase(
                name,
                studied * settings.Truth.Seeds,
                "networks",
                ForwardPasses.Of(settings.Truth, studied * settings.Truth.Seeds)
            ),
            PhaseNames.Supernet => new WorkPhase(
                name,
                layout.Supernets,
                "supernets",
                ForwardPasses.Of(settings.Supernet, layout.Supernets)
            ),
            PhaseNames.Samples => new WorkPhase(
                name,
                layout.Samples.Length,
                "samples",
                layout.Chains.Index().Sum(chain => Chain(chain.Index, layout))
            ),
            PhaseNames.CheckpointScores => new WorkPhase(
                name,
                studied,
                "architectures",
                (double)studied * layout.Supernets * layout.Checkpoints * ForwardPasses.Of(layout.AllAtOnce)
            ),
            PhaseNames.SampleScores => new WorkPhase(
                name,
                studied,
                "architectures",
                studied * layout.Samples.Sum(sample => ForwardPasses.Of(layout.Arms[sample.Arm].Proxy))
            ),
            PhaseNames.SameImageScores => new WorkPhase(
                name,
                studied,
                "architectures",
                (double)studied * layout.SameImageSamples.Length * ForwardPasses.Of(layout.OneSample)
            ),
            _ => throw new InvalidOperationException($"no plan for the phase {name}"),
        };

    private static double Chain(int run, StudyLayout layout)
    {
        var sampler = layout.Arms[layout.Chains[run].Arm].Sampler;
        return ForwardPasses.Of(sampler with { Chains = 1, Samples = layout.Samples.Count(sample => sample.Run == run) });
    }
}

using System.Collections.Immutable;
using System.Reflection;
using Actors.Plugins;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Checks of the phases that plug-ins plan: their places, their names, and their options.</summary>
internal static class PhaseChecks
{
    /// <summary>Names of the phases of methods that train. Device processes tell phases by them.</summary>
    private static readonly ImmutableHashSet<string> Taken =
    [
        .. typeof(PhaseNames)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>Rounds and rungs of finals have numbers behind their name.</summary>
    private static bool IsTaken(string name) =>
        Taken.Contains(name)
        || name.StartsWith($"{PhaseNames.Finals}-", StringComparison.Ordinal)
        || name.StartsWith($"{PhaseNames.ChainFinals}-", StringComparison.Ordinal);

    /// <param name="trains">True: the method is one of those that train.</param>
    /// <returns>The phases with names and all options; null where there are none, however that was said.</returns>
    public static ImmutableArray<PhaseSettings>? Complete(
        SearchSettings settings,
        IPhasedSettings phased,
        ProblemList problems,
        bool trains = true
    )
    {
        if (phased.Phases is not { Length: > 0 } phases)
            return null;
        foreach (var (index, phase) in phases.Index())
        {
            if (phased.Followed.Contains(phase.PhaseName) || (trains && IsTaken(phase.PhaseName)))
                problems.Add(
                    $"phases[{index}].name",
                    $"\"{phase.PhaseName}\" is a phase of Langevin's own; give it another name, as in name = {phase.PhaseName}-2"
                );
            else if (phases.Take(index).Any(other => other.PhaseName == phase.PhaseName))
                problems.Add(
                    $"phases[{index}].name",
                    $"there is a phase \"{phase.PhaseName}\" before it; give it another name, as in name = {phase.PhaseName}-2"
                );
            if (phase.After is { } after && !phased.Followed.Contains(after))
                problems.Add(
                    $"phases[{index}].after",
                    $"is \"{after}\", where phases of method = {settings.Method} can follow {string.Join(" or ", phased.Followed)}; name that, or leave it out"
                );
        }
        return
        [
            .. phases.Select(
                (phase, index) =>
                    phase with
                    {
                        Name = phase.PhaseName,
                        Options = PluginChecks.Options<ISearchPhase>("phase", $"phases[{index}]", phase.Plugin, phase.Options, problems),
                    }
            ),
        ];
    }
}

using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Seed.Methods.Shared;

/// <summary>Phases whose work nobody knows before they have planned it.</summary>
internal static class PluggedPhases
{
    public static ImmutableArray<string> Of(IPhasedSettings settings) => [.. (settings.Phases ?? []).Select(phase => phase.PhaseName)];

    public static string Text(ImmutableArray<string> names) =>
        names.IsEmpty
            ? ""
            : $"{Environment.NewLine}then {string.Join(", ", names)}: planned from what was found, so that their work comes on top";
}

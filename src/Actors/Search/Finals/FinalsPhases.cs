using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Actors.Search.Finals;

/// <summary>The phases of finals by their names, and what each of them trains at most.</summary>
public static class FinalsPhases
{
    /// <summary>Name of the phase whose only candidate is the best of the last rung.</summary>
    public static string Winner(string finals) => $"{finals}-winner";

    /// <summary>Name of a rung behind the first.</summary>
    /// <param name="rung">From 1.</param>
    internal static string Rung(string finals, int rung) => $"{finals}-rung-{rung + 1}";

    /// <summary>Names of the rounds that the first rung consists of.</summary>
    internal static ImmutableArray<string> Rounds(string finals, FinalsSettings settings, FinalsRung first) =>
        [.. Enumerable.Range(1, (first.Count + settings.Round - 1) / settings.Round).Select(round => $"{finals}-{round}")];

    /// <param name="round">From 0.</param>
    internal static int OfRound(FinalsSettings settings, FinalsRung first, int round) =>
        Math.Min(settings.Round, first.Count - (round * settings.Round));

    /// <summary>What a phase trains.</summary>
    /// <param name="available">Candidates that there are.</param>
    /// <param name="longest">Steps of the training that the search ends with.</param>
    /// <returns>Null: it is no phase of these finals that trains.</returns>
    public static FinalsRung? Of(FinalsSettings settings, string finals, int available, int longest, string phase)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var rungs = settings.Rungs(available, longest);
        var round = Rounds(finals, settings, rungs[0]).IndexOf(phase);
        if (round >= 0)
            return rungs[0] with { Count = OfRound(settings, rungs[0], round) };
        for (var rung = 1; rung < rungs.Length; rung++)
        {
            if (Rung(finals, rung) == phase)
                return rungs[rung];
        }
        return null;
    }
}

using System.Globalization;
using Actors.Search.Reading;

namespace Seed.Progress;

/// <summary>Progress in words.</summary>
public static class ProgressText
{
    /// <summary><c>supernet: 1,200 of 5,000 steps (24 %), loss 1.23, about 2 min left</c>.</summary>
    public static string Line(PhaseView phase, TimeSpan? left) =>
        phase.Status switch
        {
            PhaseStatus.Completed => $"{phase.Name}: done, {phase.Total:N0} {Unit(phase)}{Note(phase)}",
            PhaseStatus.Waiting => $"{phase.Name}: waiting",
            _ => $"{phase.Name}: {phase.Done:N0} of {phase.Total:N0} {Unit(phase)} ({Share(phase):0} %){Note(phase)}{Left(left)}",
        };

    public static double Share(PhaseView phase) => phase.Total <= 0 ? 0 : 100.0 * phase.Done / phase.Total;

    /// <summary>"about 3 min left": never more precise than the estimate.</summary>
    public static string About(TimeSpan left) =>
        left switch
        {
            { TotalSeconds: < 10 } => "a few seconds left",
            { TotalSeconds: < 90 } => string.Create(
                CultureInfo.InvariantCulture,
                $"about {Math.Round(left.TotalSeconds / 5) * 5:0} s left"
            ),
            { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"about {left.TotalMinutes:0} min left"),
            { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"about {left.TotalHours:0} h left"),
            _ => string.Create(CultureInfo.InvariantCulture, $"about {left.TotalDays:0} days left"),
        };

    /// <summary>One candidate, two candidates.</summary>
    private static string Unit(PhaseView phase) => phase.Total == 1 ? phase.Unit.TrimEnd('s') : phase.Unit;

    private static string Note(PhaseView phase) => string.IsNullOrWhiteSpace(phase.Note) ? "" : ", " + phase.Note;

    private static string Left(TimeSpan? left) => left is { } known ? ", " + About(known) : "";
}

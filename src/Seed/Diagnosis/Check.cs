using System.Collections.Immutable;

namespace Seed.Diagnosis;

/// <summary>One thing that a search may need.</summary>
/// <param name="Needed">No search runs without it.</param>
/// <param name="Found">Description of what is there.</param>
/// <param name="Remedy">Advice on how to get what is missing; null where nothing is.</param>
public sealed record Check(string Name, bool Needed, bool Ok, string Found, string? Remedy);

/// <param name="Ready">Everything needed is there.</param>
public sealed record MachineReport(bool Ready, ImmutableArray<Check> Checks)
{
    public static MachineReport Of(IEnumerable<Check> checks)
    {
        ImmutableArray<Check> all = [.. checks.Select(check => check.Ok ? check with { Remedy = null } : check)];
        return new MachineReport(all.All(check => check.Ok || !check.Needed), all);
    }
}

using Nas.Model.Data.Sets;

namespace Nas.Model.Data;

/// <summary>The folders where sets are looked for when a search file gives no <c>data.root</c>.</summary>
/// <param name="Root">The folder where <c>langevin data get</c> puts sets, in a folder for each.</param>
/// <param name="DebianRoot">The folder where Debian's packages of data put them.</param>
public sealed record DataPlaces(string Root, string DebianRoot)
{
    /// <summary>$LANGEVIN_DATA, or else the folder <c>data</c> in the current one.</summary>
    public static DataPlaces FromEnvironment() =>
        new(
            Path.GetFullPath(Environment.GetEnvironmentVariable("LANGEVIN_DATA") is { Length: > 0 } root ? root : "data"),
            "/usr/share/datasets"
        );

    /// <summary>The folders a set may be in, best first.</summary>
    internal IEnumerable<string> FoldersOf(PublishedSet set)
    {
        yield return Path.Combine(Root, set.Name);
        if (set.Debian is not null)
            yield return Path.Combine(DebianRoot, set.Name);
    }
}

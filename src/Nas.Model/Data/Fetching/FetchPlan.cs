using System.Collections.Immutable;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Fetching;

/// <summary>One way to obtain a set.</summary>
internal abstract record FetchSource
{
    /// <summary>Description in words, for the user.</summary>
    public abstract string Description { get; }
}

/// <summary>A folder that has the set's files.</summary>
internal sealed record FolderSource(string Folder) : FetchSource
{
    public override string Description => $"the folder {Folder}";
}

/// <summary>Debian's package, downloaded and unpacked without installing it: needs no root.</summary>
internal sealed record DebianSource(DebianPackage Package) : FetchSource
{
    public override string Description => $"the Debian package {Package.Name}";
}

/// <summary>The addresses that the authors published, or a mirror's.</summary>
internal sealed record PublishedSource(ImmutableArray<PublishedFile> Files) : FetchSource
{
    public override string Description => Files[0].Address.Host;
}

/// <summary>The sources that the machine offers.</summary>
/// <param name="DebianFolder">The folder where Debian's package puts the set when installed; null: it is not there.</param>
/// <param name="HasApt">apt-get and dpkg-deb can be run.</param>
/// <param name="Mirror">The user's mirror; null: there is none.</param>
internal sealed record FetchFacts(string? DebianFolder, bool HasApt, DataMirror? Mirror = null);

/// <summary>Decides where a set is looked for, and in which order.</summary>
internal static class FetchPlan
{
    /// <summary>
    /// The only place is the user's folder where one is given; else what is on the machine comes before what must be fetched. A mirror
    /// stands in for Debian and the authors: whoever names one cannot reach them, and would wait for each in turn.
    /// </summary>
    /// <param name="set">The set.</param>
    /// <param name="from">The user's folder.</param>
    /// <param name="facts">Facts about the machine.</param>
    public static ImmutableArray<FetchSource> For(PublishedSet set, string? from, FetchFacts facts)
    {
        if (from is not null)
            return [new FolderSource(from)];
        var plan = ImmutableArray.CreateBuilder<FetchSource>();
        if (facts.DebianFolder is { } folder)
            plan.Add(new FolderSource(folder));
        if (facts.Mirror is { } mirror)
        {
            if (!set.Published.IsEmpty)
                plan.Add(new PublishedSource(mirror.Files(set)));
            return plan.ToImmutable();
        }
        if (facts.HasApt && set.Debian is { } package)
            plan.Add(new DebianSource(package));
        if (!set.Published.IsEmpty)
            plan.Add(new PublishedSource(set.Published));
        return plan.ToImmutable();
    }
}

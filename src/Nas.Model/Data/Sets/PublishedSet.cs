using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Nas.Model.Data.Sets;

/// <summary>A set that its authors published: files of a known format in a folder, which <c>langevin data get</c> can fill.</summary>
internal sealed record PublishedSet : KnownSet
{
    /// <summary>The names of its files, and the way they are read.</summary>
    public required ISetFormat Format { get; init; }

    /// <summary>The files as their authors publish them.</summary>
    public required ImmutableArray<PublishedFile> Published { get; init; }

    /// <summary>The package that Debian makes of it; null: none.</summary>
    public DebianPackage? Debian { get; init; }

    public override bool HasFiles => true;

    /// <summary>True where the folder has the set's files, whatever is in them.</summary>
    public bool IsIn(string folder) => Format.IsIn(folder);

    internal override string? Find(string? root, DataPlaces places) =>
        root is not null
            ? IsIn(root)
                ? root
                : null
            : places.FoldersOf(this).FirstOrDefault(IsIn);

    internal override string Searched(string? root, DataPlaces places) => root ?? string.Join(" or ", places.FoldersOf(this));

    internal override UserException Missing(string? root, DataPlaces places) =>
        root is null
            ? new($"The data set that data.name names, {Name}, is not in {Searched(root, places)}: get it with `langevin data get {Name}`")
            : new(
                $"data.root {root} lacks files of {Name}, which are {Format.Sought}: "
                    + $"correct it, or leave it out and get the set with `langevin data get {Name}`"
            );

    internal override RawSet Read(DataSettings settings, string place) =>
        Read(
            place,
            settings.Root is null
                ? $"`langevin data get {Name} --force` gets it anew"
                : $"put a good copy in its place, or leave data.root out and let `langevin data get {Name} --force` get one"
        );

    /// <summary>Reads the set from the folder that its files are in.</summary>
    /// <param name="folder">A folder for which <see cref="IsIn"/> holds.</param>
    /// <param name="remedy">The way for the user to get good files, as the end of a sentence.</param>
    /// <exception cref="DamagedFileException">A file is not what it must be.</exception>
    public RawSet Read(string folder, string remedy) => Format.Read(folder, Name, remedy);
}

using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>A set of classified images that <c>data.name</c> can name: where it is found, how it is read, what is known of it.</summary>
public abstract record KnownSet
{
    /// <summary>Its name in search files.</summary>
    public required string Name { get; init; }

    /// <summary>Description of the set in one line.</summary>
    public required string Description { get; init; }

    /// <summary>Number of published training images; null: as many as the user has.</summary>
    public int? TrainImages { get; init; }

    /// <summary>Number of published test images; null: as many as the user has.</summary>
    public int? TestImages { get; init; }

    /// <summary>Number of classes; null: as many as the user has.</summary>
    public int? Classes { get; init; }

    /// <summary>Shape of the images; null: it comes from data.side, or from the images.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Origin of the set, in words.</summary>
    public required string Source { get; init; }

    /// <summary>True where the set has a folder to look for, and to get.</summary>
    public virtual bool HasFiles => false;

    /// <summary>The images are the user's own, of any size, and data.root says where they are.</summary>
    public virtual bool IsOfUser => false;

    /// <summary>The rules by which it is read have editions (see <see cref="DataSettings.Edition"/>).</summary>
    public virtual bool HasEditions => false;

    /// <summary>Place of the set: a folder or an archive; empty: it needs no files; null: it is not on this machine.</summary>
    /// <param name="root">Value of data.root; null: not given.</param>
    /// <param name="places">The folders where sets are looked for without data.root.</param>
    internal virtual string? Find(string? root, DataPlaces places) => "";

    /// <summary>The places where <see cref="Find"/> looks, in words.</summary>
    internal virtual string Searched(string? root, DataPlaces places) => root ?? "data.root, which is not given";

    /// <summary>The error for the user where <see cref="Find"/> finds nothing.</summary>
    internal virtual UserException Missing(string? root, DataPlaces places) =>
        throw new InvalidOperationException($"{Name} needs no files.");

    /// <summary>Reads it whole.</summary>
    /// <param name="settings">Settings of the search.</param>
    /// <param name="place">The place that <see cref="Find"/> found.</param>
    /// <exception cref="UserException">Its files are not what they must be; the sentence says what helps.</exception>
    internal abstract RawSet Read(DataSettings settings, string place);

    /// <summary>The part of the set that can be seen before a search starts: all of it, unless that would take long.</summary>
    /// <param name="settings">Settings of the search.</param>
    /// <param name="place">The place that <see cref="Find"/> found.</param>
    /// <param name="decode">Find out which images are skipped, however long it takes.</param>
    /// <returns>The set, null where there is nothing to see; and, in a sentence, what was not looked at, null where nothing was left
    /// out.</returns>
    /// <inheritdoc cref="Read"/>
    internal virtual (RawSet? Set, string? NotSeen) Look(DataSettings settings, string place, bool decode) => (Read(settings, place), null);
}

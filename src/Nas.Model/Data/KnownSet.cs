using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>A set of classified images that <c>data.name</c> can name: where it is found, how it is read, what is known of it.</summary>
public abstract record KnownSet
{
    /// <summary>As in search files.</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Description { get; init; }

    /// <summary>As published; null: as many as the user has.</summary>
    public int? TrainImages { get; init; }

    /// <summary>As published; null: as many as the user has.</summary>
    public int? TestImages { get; init; }

    /// <summary>Null: as many as the user has.</summary>
    public int? Classes { get; init; }

    /// <summary>Null: of data.side, or of the images.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Where it comes from, in words.</summary>
    public required string Source { get; init; }

    /// <summary>Whether there is a folder of it to look for, and to get.</summary>
    public virtual bool HasFiles => false;

    /// <summary>The images are the user's own, of any size, and data.root says where they are.</summary>
    public virtual bool IsOfUser => false;

    /// <summary>The rules by which it is read have editions (see <see cref="DataSettings.Edition"/>).</summary>
    public virtual bool HasEditions => false;

    /// <summary>Where it is: a folder or an archive; empty: it needs no files; null: it is not on this machine.</summary>
    /// <param name="root">What data.root says; null: nothing.</param>
    /// <param name="places">Where sets are looked for without it.</param>
    internal virtual string? Find(string? root, DataPlaces places) => "";

    /// <summary>Where <see cref="Find"/> looks, in words.</summary>
    internal virtual string Searched(string? root, DataPlaces places) => root ?? "data.root, which is not given";

    /// <summary>What the user is told where <see cref="Find"/> finds nothing.</summary>
    internal virtual UserException Missing(string? root, DataPlaces places) =>
        throw new InvalidOperationException($"{Name} needs no files.");

    /// <summary>Reads it whole.</summary>
    /// <param name="settings">The search's.</param>
    /// <param name="place">What <see cref="Find"/> found.</param>
    /// <exception cref="UserException">Its files are not what they must be; the sentence says what helps.</exception>
    internal abstract RawSet Read(DataSettings settings, string place);

    /// <summary>What can be seen of it before a search starts: all of it, unless that would take long.</summary>
    /// <param name="settings">The search's.</param>
    /// <param name="place">What <see cref="Find"/> found.</param>
    /// <param name="decode">Find out which images are skipped, however long it takes.</param>
    /// <returns>The set, null where there is nothing to see; and, in a sentence, what was not looked at, null where nothing was left
    /// out.</returns>
    /// <inheritdoc cref="Read"/>
    internal virtual (RawSet? Set, string? NotSeen) Look(DataSettings settings, string place, bool decode) => (Read(settings, place), null);
}

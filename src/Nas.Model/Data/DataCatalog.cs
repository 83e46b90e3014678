using System.Collections.Immutable;
using Nas.Model.Data.Sets;
using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>A known set and where it is on this machine.</summary>
/// <param name="Set">The set.</param>
/// <param name="IsHere">True where the set can be used at once.</param>
/// <param name="Folder">Folder of its files; null: it is not on this machine, or has no files.</param>
public sealed record SetOnMachine(KnownSet Set, bool IsHere, string? Folder);

/// <summary>A set that was looked at before a search starts.</summary>
/// <param name="Train">Its training images, to check what has to fit them; null: they are drawn by code, or were not looked at.</param>
public sealed record SeenImages(IImageDataset? Train)
{
    /// <summary>A sentence on what was not looked at because it would have taken long; null: all was looked at.</summary>
    public string? NotSeen { get; init; }

    /// <summary>
    /// A sentence for each kind of thing that was passed over, then one for each image that cannot be read and is skipped, as far as images
    /// were looked at.
    /// </summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];
}

/// <summary>The named sets and where they lie.</summary>
public static class DataCatalog
{
    /// <summary>All known sets, as <c>langevin data list</c> shows them.</summary>
    public static ImmutableArray<SetOnMachine> List(DataPlaces? places = null, KnownSets? sets = null)
    {
        var look = places ?? DataPlaces.FromEnvironment();
        return
        [
            .. (sets ?? KnownSets.Standard).Own.Select(set =>
            {
                var place = set.Find(root: null, look);
                return new SetOnMachine(set, place is not null, place is "" ? null : place);
            }),
        ];
    }

    /// <summary>
    /// The settings to use: those given where their set is on this machine or no fallback is named, else the fallback, with a sentence that
    /// tells the user. Looks for files, reads and downloads none.
    /// </summary>
    /// <exception cref="UserException">data.name or data.fallback names no known set.</exception>
    public static (DataSettings Effective, string? Notice) Resolve(DataSettings settings, DataPlaces? places = null, KnownSets? sets = null)
    {
        var set = Named(settings, sets);
        if (settings.Fallback is null)
            return (settings, null);
        var fallback = (sets ?? KnownSets.Standard).Named(settings.Fallback, "data.fallback");
        var look = places ?? DataPlaces.FromEnvironment();
        if (set.Find(settings.Root, look) is not null)
            return (settings, null);
        var notice =
            $"The data set {set.Name} is not in {set.Searched(settings.Root, look)}: data.fallback, the {fallback.Name} set, is used in its place.";
        return (settings with { Name = fallback.Name, Fallback = null, Root = null, Options = null }, notice);
    }

    /// <summary>True where there is anything of the set on this machine that could be looked at.</summary>
    /// <exception cref="UserException">data.name names no known set.</exception>
    public static bool IsVisible(DataSettings settings, DataPlaces? places = null, KnownSets? sets = null)
    {
        var set = Named(settings, sets);
        if (settings.Root is { } root)
            return Path.Exists(root);
        return set is not PluginSet && set.Find(root: null, places ?? DataPlaces.FromEnvironment()) is not null;
    }

    /// <summary>
    /// Makes sure, before anything starts, that the set is on this machine and whole: files of a known format are read once. Of an image
    /// folder, a few images are: there may be a million. Where those that cannot be read are to be skipped, and <paramref name="decode"/>
    /// asks for it, each is decoded once.
    /// </summary>
    /// <exception cref="UserException">It is missing, damaged or too small; the sentence says what helps.</exception>
    public static SeenImages Require(DataSettings settings, DataPlaces? places = null, bool decode = false, KnownSets? sets = null)
    {
        var set = Named(settings, sets);
        RequireOwnSide(set, settings);
        var (raw, unseen) = set.Look(settings, Place(set, settings, places ?? DataPlaces.FromEnvironment()), decode);
        if (raw is not null)
            RequireEnough(raw, settings.Validation);
        return new SeenImages(raw?.Train) { NotSeen = unseen, LeftOut = raw is null ? [] : [.. raw.Notes, .. raw.Warnings] };
    }

    /// <summary>
    /// Opens a set that is on this machine (see <see cref="DataSettings.Root"/>) and splits it, the same way every time for a seed.
    /// </summary>
    /// <exception cref="UserException">The set is missing or damaged, or too small for data.validation.</exception>
    public static DataSplits Open(DataSettings settings, long seed) => Open(settings, seed, DataPlaces.FromEnvironment());

    /// <inheritdoc cref="Open(DataSettings, long)"/>
    public static DataSplits Open(DataSettings settings, long seed, DataPlaces places, KnownSets? sets = null)
    {
        var set = Named(settings, sets);
        RequireOwnSide(set, settings);
        return Split(set.Read(settings, Place(set, settings, places)), settings.Validation, seed);
    }

    private static KnownSet Named(DataSettings settings, KnownSets? sets) => (sets ?? KnownSets.Standard).Named(settings.Name, "data.name");

    private static string Place(KnownSet set, DataSettings settings, DataPlaces places) =>
        set.Find(settings.Root, places) ?? throw set.Missing(settings.Root, places);

    private static void RequireOwnSide(KnownSet set, DataSettings settings)
    {
        if (set.Shape is not { } shape || settings.Side is not { } side || (shape.Height == side && shape.Width == side))
            return;
        throw new UserException(
            $"data.side is {side}, but the images of {set.Name} are used as they are, {shape.Width} x {shape.Height}: leave data.side out"
        );
    }

    private static DataSplits Split(RawSet raw, int validation, long seed)
    {
        RequireEnough(raw, validation);
        var (train, test) = (raw.Train, raw.Test);
        var labels = new int[train.Count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = train.Label(i);
        var split = StratifiedSplit.Of(labels, train.ClassNames.Length, validation, seed);
        var kept = new SubsetDataset(train, split.Kept);
        var statistics = ChannelStatistics.Of(kept);
        return new DataSplits(kept, new SubsetDataset(train, split.Aside), test, statistics.Mean, statistics.Deviation)
        {
            Warnings = raw.Warnings,
        };
    }

    private static void RequireEnough(RawSet raw, int validation)
    {
        var (train, test) = (raw.Train, raw.Test);
        if (validation >= train.Count)
        {
            throw new UserException(
                $"data.validation sets {validation} images aside, and {train.Name} has {train.Count} training images: "
                    + "lower it so that some are left to train on"
            );
        }
        if (test.Count == 0)
            throw new UserException($"{test.Name} has no readable test image: add some");
    }
}

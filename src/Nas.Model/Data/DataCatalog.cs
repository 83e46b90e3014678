using System.Collections.Immutable;
using Nas.Model.Data.Images;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>A known set and where it is on this machine.</summary>
/// <param name="Set">The set.</param>
/// <param name="IsHere">It can be used at once.</param>
/// <param name="Folder">Where its files are; null: not here, or without files.</param>
public sealed record SetOnMachine(KnownSet Set, bool IsHere, string? Folder);

/// <summary>A set that was looked at before a search starts.</summary>
/// <param name="Train">Its training images, for what has to fit them; null: they are drawn by code, or were not looked at.</param>
public sealed record SeenImages(IImageDataset? Train)
{
    /// <summary>What would have taken long and was left out, in a sentence; null: nothing.</summary>
    public string? NotSeen { get; init; }

    /// <summary>A sentence for each kind of thing that was passed over, then one for each image that cannot be read and is skipped, as far as images were looked at.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];
}

/// <summary>The named sets and where they lie.</summary>
public static class DataCatalog
{
    /// <summary>The procedural set is one set, whatever the search's seed, as a downloaded one is.</summary>
    private const long ProceduralSeed = 1;

    /// <summary>All known sets, as <c>langevin data list</c> shows them.</summary>
    public static ImmutableArray<SetOnMachine> List(DataPlaces? places = null)
    {
        var look = places ?? DataPlaces.FromEnvironment();
        return [.. KnownSet.All.Select(set =>
        {
            var folder = set.HasFiles ? look.FoldersOf(set).FirstOrDefault(set.IsIn) : null;
            return new SetOnMachine(set, folder is not null || set.Name == KnownSet.Procedural, folder);
        })];
    }

    /// <summary>
    /// The settings to use: those given where their set is on this machine or no fallback is named, else the fallback, with a sentence that
    /// tells the user. Looks for files, reads and downloads none.
    /// </summary>
    /// <exception cref="UserException">data.name or data.fallback names no known set.</exception>
    public static (DataSettings Effective, string? Notice) Resolve(DataSettings settings, DataPlaces? places = null)
    {
        var set = KnownSet.Named(settings.Name, "data.name");
        if (settings.Fallback is null) return (settings, null);
        var fallback = KnownSet.Named(settings.Fallback, "data.fallback");
        var look = places ?? DataPlaces.FromEnvironment();
        if (Find(set, settings, look) is not null) return (settings, null);
        var notice =
            $"The data set {set.Name} is not in {Searched(set, settings, look)}: data.fallback, the {fallback.Name} set, is used in its place.";
        return (settings with { Name = fallback.Name, Fallback = null, Root = null, Options = null }, notice);
    }

    /// <summary>Whether there is anything of the set on this machine that could be looked at.</summary>
    /// <exception cref="UserException">data.name names no known set.</exception>
    public static bool IsVisible(DataSettings settings, DataPlaces? places = null)
    {
        var set = KnownSet.Named(settings.Name, "data.name");
        if (settings.Root is { } root) return Path.Exists(root);
        return set.Plugin is null && Find(set, settings, places ?? DataPlaces.FromEnvironment()) is not null;
    }

    /// <summary>
    /// Makes sure, before anything starts, that the set is on this machine and whole: files of a known format are read once. Of an image
    /// folder, a few images are: there may be a million. Where those that cannot be read are to be skipped, and <paramref name="decode"/> asks for it, each is
    /// decoded once.
    /// </summary>
    /// <exception cref="UserException">It is missing, damaged or too small; the sentence says what helps.</exception>
    public static SeenImages Require(DataSettings settings, DataPlaces? places = null, bool decode = false)
    {
        var set = KnownSet.Named(settings.Name, "data.name");
        RequireOwnSide(set, settings);
        var look = places ?? DataPlaces.FromEnvironment();
        var folder = Find(set, settings, look) ?? throw Missing(set, settings, look);
        if (set.Name == KnownSet.Procedural) return new SeenImages(null);
        var (raw, unseen) = set.Name == KnownSet.ImageFolder ? ImageFolderLook.At(folder, settings, decode) : (Read(set, settings, folder), null);
        if (raw is not null) RequireEnough(raw, settings.Validation);
        return new SeenImages(raw?.Train) { NotSeen = unseen, LeftOut = raw is null ? [] : [.. raw.Notes, .. raw.Warnings] };
    }

    /// <summary>Opens a set that is on this machine (see <see cref="DataSettings.Root"/>) and splits it, the same way every time for a seed.</summary>
    /// <exception cref="UserException">The set is missing or damaged, or too small for data.validation.</exception>
    public static DataSplits Open(DataSettings settings, long seed) => Open(settings, seed, DataPlaces.FromEnvironment());

    /// <inheritdoc cref="Open(DataSettings, long)"/>
    public static DataSplits Open(DataSettings settings, long seed, DataPlaces places)
    {
        var set = KnownSet.Named(settings.Name, "data.name");
        RequireOwnSide(set, settings);
        var folder = Find(set, settings, places) ?? throw Missing(set, settings, places);
        return Split(Read(set, settings, folder), settings.Validation, seed);
    }

    private static void RequireOwnSide(KnownSet set, DataSettings settings)
    {
        if (set.Shape is not { } shape || settings.Side is not { } side || (shape.Height == side && shape.Width == side)) return;
        throw new UserException($"data.side is {side}, but the images of {set.Name} are used as they are, {shape.Width} x {shape.Height}: leave data.side out");
    }

    private static RawSet Read(KnownSet set, DataSettings settings, string folder) => set.Name switch
    {
        _ when set.Plugin is { } plugin => Read(plugin.Create<IImageSet>(settings.Options ?? [], "data"), set.Name, settings.Root),
        KnownSet.Procedural => ProceduralSet.Draw(ProceduralSeed),
        KnownSet.ImageFolder => ImageFolderSet.Read(folder, settings.Side, settings.Damaged == "skip", hidden: ImageFolderSet.HasHiddenClasses(settings)),
        _ => set.Read(folder, Remedy(set, settings)),
    };

    private static RawSet Read(IImageSet plugin, string name, string? root)
    {
        try
        {
            var (train, test) = plugin.Read(root);
            return train is not null && test is not null ? new RawSet(train, test) : throw new InvalidOperationException("it returned nothing");
        }
        // It is anybody's code.
        catch (Exception cause) when (cause is not UserException)
        {
            throw new UserException($"data.name {name}: the plug-in failed ({cause.Message.TrimEnd('.')}). That is for its author to mend.", cause);
        }
    }

    private static string Remedy(KnownSet set, DataSettings settings) => settings.Root is null
        ? $"`langevin data get {set.Name} --force` gets it anew"
        : $"put a good copy in its place, or leave data.root out and let `langevin data get {set.Name} --force` get one";

    private static DataSplits Split(RawSet raw, int validation, long seed)
    {
        RequireEnough(raw, validation);
        var (train, test) = (raw.Train, raw.Test);
        var labels = new int[train.Count];
        for (var i = 0; i < labels.Length; i++) labels[i] = train.Label(i);
        var split = StratifiedSplit.Of(labels, train.ClassNames.Length, validation, seed);
        var kept = new SubsetDataset(train, split.Kept);
        var statistics = ChannelStatistics.Of(kept);
        return new DataSplits(kept, new SubsetDataset(train, split.Aside), test, statistics.Mean, statistics.Deviation) { Warnings = raw.Warnings };
    }

    private static void RequireEnough(RawSet raw, int validation)
    {
        var (train, test) = (raw.Train, raw.Test);
        if (validation >= train.Count)
        {
            throw new UserException(
                $"data.validation sets {validation} images aside, and {train.Name} has {train.Count} training images: "
                + "lower it so that some are left to train on");
        }
        if (test.Count == 0) throw new UserException($"{test.Name} has no readable test image: add some");
    }

    /// <summary>The folder (or archive) that the settings mean; empty for a set without files; null: not there.</summary>
    private static string? Find(KnownSet set, DataSettings settings, DataPlaces places)
    {
        if (set.Name == KnownSet.Procedural || set.Plugin is not null) return "";
        if (settings.Root is { } root) return set.IsIn(root) ? root : null;
        return set.HasFiles ? places.FoldersOf(set).FirstOrDefault(set.IsIn) : null;
    }

    private static UserException Missing(KnownSet set, DataSettings settings, DataPlaces places) => (set.HasFiles, settings.Root) switch
    {
        (false, null) => new($"data.name {set.Name} needs data.root: the folder with train/CLASS/*.jpg and test or val, or a .tar.gz of that"),
        (false, { } root) => new($"data.root {root} has no folder train and is no .tar.gz: give the folder with train/CLASS/*.jpg and test or val"),
        (true, null) => new(
            $"The data set that data.name names, {set.Name}, is not in {Searched(set, settings, places)}: get it with `langevin data get {set.Name}`"),
        (true, { } root) => new(
            $"data.root {root} lacks files of {set.Name}, which are {set.Sought}: correct it, or leave it out and get the set with `langevin data get {set.Name}`"),
    };

    private static string Searched(KnownSet set, DataSettings settings, DataPlaces places) =>
        settings.Root ?? (set.HasFiles ? string.Join(" or ", places.FoldersOf(set)) : "data.root, which is not given");
}

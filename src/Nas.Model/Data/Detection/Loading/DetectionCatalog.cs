using System.Collections.Immutable;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Settings;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Opens detection data as settings describe it.</summary>
public static class DetectionCatalog
{
    /// <summary>The procedural set is one set, whatever the search's seed, as a downloaded one is.</summary>
    private const long ProceduralSeed = 1;

    /// <summary>Values of <c>data.name</c> that need no plug-in.</summary>
    public static ImmutableArray<string> OwnNames { get; } =
    [ProceduralDetectionSet.SetName, DetectionDataChecks.Voc, DetectionDataChecks.Coco];

    /// <summary>Names of all sets; those of plug-ins come last.</summary>
    public static IEnumerable<string> Names => [.. OwnNames, .. PluginRegistry.Of<IDetectionImageSet>().Select(plugin => plugin.Name)];

    /// <summary>True where there is anything of the set on this machine that could be looked at.</summary>
    public static bool IsVisible(DetectionDataSettings settings) =>
        settings.Name == ProceduralDetectionSet.SetName || Path.Exists(settings.Root);

    /// <param name="seed">Draws which images are set aside and which ones limits keep.</param>
    /// <param name="masks">True: the objects' masks are read too.</param>
    /// <exception cref="UserException">The data are missing, damaged or not as the settings say; the sentence names the key and what
    /// helps.</exception>
    public static DetectionSplits Open(DetectionDataSettings settings, long seed, bool masks = false)
    {
        DetectionDataChecks.Settings(settings, masks);
        return settings.Name == ProceduralDetectionSet.SetName
            ? ProceduralDetectionSet.Splits(
                ProceduralSeed,
                settings.TrainImages ?? ProceduralDetectionSet.TrainImages,
                settings.ValidationImages ?? ProceduralDetectionSet.ValidationImages,
                settings.TestImages ?? ProceduralDetectionSet.TestImages
            )
            : OpenParts(settings, seed, masks, FaultsOf(settings));
    }

    /// <summary>
    /// Checks what can be known before anything starts: reads the labels and looks for the files of the images. Where faults are refused,
    /// it decodes no image, for there may be a hundred thousand; where they are skipped, and <paramref name="decode"/> asks for it, it
    /// decodes each image once.
    /// </summary>
    /// <returns>A sentence for each kind of thing that is taken for something else, then one for each faulty entry that is left
    /// out.</returns>
    /// <inheritdoc cref="Open"/>
    public static ImmutableArray<string> Require(DetectionDataSettings settings, long seed, bool masks = false, bool decode = false)
    {
        DetectionDataChecks.Settings(settings, masks);
        if (settings.Name == ProceduralDetectionSet.SetName)
            return [];
        var parts = OpenParts(settings, seed, masks, decode ? FaultsOf(settings) : FaultPolicy.Refuse);
        return [.. parts.Notes, .. parts.Skipped];
    }

    /// <summary>
    /// Sentences on entries left out and on things taken for something else, from labels on this machine; none where the labels cannot be
    /// read.
    /// </summary>
    public static (ImmutableArray<string> Notes, ImmutableArray<string> Skipped) LeftOut(DetectionDataSettings settings, bool masks = false)
    {
        if (settings.Name is not (DetectionDataChecks.Voc or DetectionDataChecks.Coco) || !Directory.Exists(settings.Root))
            return ([], []);
        try
        {
            var labels = LabelsOf(settings, masks);
            return (
                [.. labels.SelectMany(part => part.Labels.Notes).Distinct()],
                [.. labels.SelectMany(part => part.Labels.Skipped).Distinct()]
            );
        }
        catch (UserException)
        {
            return ([], []);
        }
    }

    private static ImmutableArray<LabelledPart> LabelsOf(DetectionDataSettings settings, bool masks) =>
        settings.Name == DetectionDataChecks.Voc ? VocParts(settings) : CocoParts(settings, masks);

    private static DetectionSplits OpenParts(DetectionDataSettings settings, long seed, bool masks, FaultPolicy images) =>
        PluginRegistry.Find<IDetectionImageSet>(settings.Name) is { } plugin
            ? OpenPlugin(plugin, settings, seed, masks)
            : OpenFolder(settings, seed, masks, images);

    private static DetectionSplits OpenPlugin(PluginClass plugin, DetectionDataSettings settings, long seed, bool masks)
    {
        var parts = PluginImages.Read(
            plugin.Create<IDetectionImageSet>(settings.Options ?? [], "data"),
            settings.Name,
            settings.Root,
            masks
        );
        DetectionDataChecks.Categories(settings, parts.Train.Labels.Categories, settings.Name);
        return Split(settings, [parts.Train, parts.Validation, parts.Test], seed);
    }

    /// <param name="images">Refuse: images are decoded when asked for. Skip: each once, here.</param>
    private static DetectionSplits OpenFolder(DetectionDataSettings settings, long seed, bool masks, FaultPolicy images)
    {
        var read = LabelsOf(settings, masks);
        // Without images there are no categories either, and the reason is that there are no images.
        foreach (var (key, part) in Keys(read.Length).Zip(read))
            RequireImages(part.Labels, key);
        var parts = Told("train, data.validation and data.test", () => DetectionFolders.Aligned(read));
        DetectionDataChecks.Categories(
            settings,
            parts[0].Labels.Categories,
            $"{settings.Name} in {settings.Root}",
            LeftOutOf([.. parts.SelectMany(part => part.Labels.Skipped).Distinct()])
        );
        return Split(settings, [.. parts.Select(part => ImageFiles.Open(settings.Name, part.Labels, part.Folder, images))], seed);
    }

    private static ImmutableArray<LabelledPart> VocParts(DetectionDataSettings settings)
    {
        LabelledPart Part(string key, string list) =>
            Told(
                key,
                () =>
                    Path.GetFileName(list) == list
                        ? DetectionFolders.VocLabels(settings.Root!, list, null, FaultsOf(settings), IsForgiving(settings))
                        : throw new UserException($"{list} is no list in ImageSets/Main: give its name, without folders.")
            );
        return
        [
            Part("train", settings.Train ?? "train"),
            Part("validation", settings.Validation ?? "val"),
            Part("test", settings.Test ?? "test"),
        ];
    }

    private static ImmutableArray<LabelledPart> CocoParts(DetectionDataSettings settings, bool masks)
    {
        string Inside(string key, string path) =>
            Path.IsPathRooted(path) || PathInside.Is(settings.Root!, path)
                ? Path.Combine(settings.Root!, path)
                : throw new UserException(
                    $"data.{key} is {path}, which leads out of data.root {settings.Root}: name a path inside of it, or an absolute one."
                );
        LabelledPart Part(string key, string file, string folder) =>
            Told(
                key,
                () =>
                    DetectionFolders.CocoLabels(
                        new CocoPart(Inside(key, file), Inside(key + "-folder", folder)),
                        FaultsOf(settings),
                        masks,
                        IsForgiving(settings)
                    )
            );
        var trainFolder = settings.TrainFolder ?? "train2017";
        var train = Part("train", settings.Train ?? "annotations/instances_train2017.json", trainFolder);
        var test = Part("test", settings.Test ?? "annotations/instances_val2017.json", settings.TestFolder ?? "val2017");
        return settings.Validation is { } validation
            ? [train, Part("validation", validation, settings.ValidationFolder ?? trainFolder), test]
            : [train, test];
    }

    /// <param name="sets">Training, validation unless it is to be set aside, and test.</param>
    private static DetectionSplits Split(DetectionDataSettings settings, ImmutableArray<IDetectionDataset> sets, long seed)
    {
        var (train, validation, test) = sets is [var first, var second, var third]
            ? (first, second, third)
            : SetAside(settings, sets[0], sets[1], seed);
        return new DetectionSplits(
            Limited(train, "train", settings.TrainImages, seed, 0),
            Limited(validation, "validation", settings.ValidationImages, seed, 1),
            Limited(test, "test", settings.TestImages, seed, 2)
        );
    }

    private static (IDetectionDataset Train, IDetectionDataset Validation, IDetectionDataset Test) SetAside(
        DetectionDataSettings settings,
        IDetectionDataset train,
        IDetectionDataset test,
        long seed
    )
    {
        var (all, aside) = (train.Labels.Images.Length, settings.ValidationImages!.Value);
        if (aside >= all)
        {
            throw new UserException(
                $"data.validation-images sets {aside} images aside, and data.train has {all}: lower it so that some are left to train on."
            );
        }
        var order = Shuffled(all, RandomStream.For(seed, "detection-split"));
        return (Chosen(train, order[aside..]), Chosen(train, order[..aside]), test);
    }

    private static IDetectionDataset Limited(IDetectionDataset data, string part, int? most, long seed, long number)
    {
        RequireImages(data.Labels, part);
        var count = data.Labels.Images.Length;
        return most < count ? Chosen(data, Shuffled(count, RandomStream.For(seed, "detection-images", number))[..most.Value]) : data;
    }

    private static string[] Keys(int parts) => parts == 3 ? ["train", "validation", "test"] : ["train", "test"];

    private static void RequireImages(DetectionSet labels, string part)
    {
        if (labels.Images.IsEmpty)
            throw new UserException($"data.{part} has no image that can be used: name another one.{LeftOutOf(labels.Skipped)}");
    }

    /// <summary>Reasons why so little is left: the first few.</summary>
    private static string LeftOutOf(ImmutableArray<string> skipped) =>
        skipped.IsEmpty ? ""
        : skipped is [var only] ? $" One entry is left out: {only}"
        : $" {skipped.Length:N0} entries are left out, the first: {string.Join(" ", skipped.Take(3))}";

    private static int[] Shuffled(int count, RandomStream random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>A subset in the order of the set.</summary>
    private static DetectionSubset Chosen(IDetectionDataset data, int[] positions) => new(data, [.. positions.Order()]);

    /// <summary>
    /// True where labels are read by the newer rules. Where nothing is skipped, a search that began with the first edition had no faults,
    /// so there is no old result to keep.
    /// </summary>
    private static bool IsForgiving(DetectionDataSettings settings) =>
        settings.Edition >= DetectionDataSettings.Latest || FaultsOf(settings) == FaultPolicy.Refuse;

    private static FaultPolicy FaultsOf(DetectionDataSettings settings) =>
        settings.Damaged == "skip" ? FaultPolicy.Skip : FaultPolicy.Refuse;

    /// <summary>Adds the key to an error, since readers name only the file and the place.</summary>
    private static T Told<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UserException e)
        {
            var message = e.Message.Replace(FaultList.Remedy, "correct it, or set data.damaged to skip", StringComparison.Ordinal);
            throw new UserException(message.StartsWith("data.", StringComparison.Ordinal) ? message : $"data.{key}: {message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"data.{key} cannot be read ({e.Message.TrimEnd('.')}): make its files readable, or name others.", e);
        }
    }
}

using System.Collections.Immutable;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Settings of detection data that contradict themselves or the data. All throw a <see cref="UserException"/>.</summary>
internal static class DetectionDataChecks
{
    public const string Voc = "voc",
        Coco = "coco";

    /// <summary>Checks what the settings alone show.</summary>
    public static void Settings(DetectionDataSettings settings, bool masks)
    {
        if (settings.LongSide < settings.ShortSide)
        {
            throw new UserException($"data.long-side is {settings.LongSide}, less than data.short-side, {settings.ShortSide}: raise it.");
        }
        if (settings.Name == ProceduralDetectionSet.SetName)
        {
            Categories(settings, [.. ProceduralDetectionSet.Categories.Select(name => new LabelledCategory(null, name))], settings.Name);
            RequireAbsent(
                settings,
                [
                    ("root", settings.Root),
                    ("train", settings.Train),
                    ("validation", settings.Validation),
                    ("test", settings.Test),
                    .. Folders(settings),
                ]
            );
            return;
        }
        if (PluginRegistry.Find<IDetectionImageSet>(settings.Name) is not null)
        {
            RequireAbsent(
                settings,
                [("train", settings.Train), ("validation", settings.Validation), ("test", settings.Test), .. Folders(settings)]
            );
            return;
        }
        if (settings.Name is not (Voc or Coco))
        {
            throw new UserException(
                $"data.name is {settings.Name}, which is no detection data: take one of {string.Join(", ", DetectionCatalog.Names)}.{PluginRegistry.Troubles()}"
            );
        }
        if (settings.Root is null)
            throw new UserException($"data.name {settings.Name} needs data.root: the folder with {LayoutOf(settings.Name)}.");
        if (!Directory.Exists(settings.Root))
            throw new UserException($"data.root {settings.Root} is not there: give the folder with {LayoutOf(settings.Name)}.");
        if (settings.Name == Voc)
        {
            RequireAbsent(settings, Folders(settings));
            if (masks)
                throw new UserException(
                    $"data.name {Voc} has no masks, which detector.name needs: choose a detector without a mask head, or other data."
                );
        }
        else if (settings.Validation is null)
        {
            if (settings.ValidationFolder is not null)
                throw new UserException("data.validation-folder is given without data.validation: name its annotation file too.");
            if (settings.ValidationImages is null)
            {
                throw new UserException(
                    "data.validation and data.validation-images are both missing: name an annotation file, or say how many training images to set aside."
                );
            }
        }
    }

    /// <param name="leftOut">A sentence about what is left out of the data, which may be why they have too few; empty where nothing
    /// is.</param>
    public static void Categories(
        DetectionDataSettings settings,
        ImmutableArray<LabelledCategory> categories,
        string data,
        string leftOut = ""
    )
    {
        var used = settings.Categories ?? DetectionDataSettings.ProceduralCategories;
        if (used == categories.Length)
            return;
        var names =
            string.Join(", ", categories.Take(8).Select(category => Shown.Briefly(category.Name))) + (categories.Length > 8 ? ", ..." : "");
        throw new UserException(
            $"data.categories is {(settings.Categories is null ? $"not given, which means {used}" : $"{used}")}, but {data} has {categories.Length} ({names}): "
                + $"set it to {categories.Length}.{leftOut}"
        );
    }

    private static (string Key, string? Value)[] Folders(DetectionDataSettings settings) =>
        [("train-folder", settings.TrainFolder), ("validation-folder", settings.ValidationFolder), ("test-folder", settings.TestFolder)];

    private static string LayoutOf(string name) =>
        name == Voc ? "Annotations, JPEGImages and ImageSets/Main" : "the annotation files and the images";

    private static void RequireAbsent(DetectionDataSettings settings, (string Key, string? Value)[] keys)
    {
        if (Array.Find(keys, key => key.Value is not null).Key is { } given)
        {
            throw new UserException($"data.{given} means nothing to data.name {settings.Name}: leave it out, or name other data.");
        }
    }
}

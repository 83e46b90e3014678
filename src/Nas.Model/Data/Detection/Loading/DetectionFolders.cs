using System.Collections.Immutable;
using Nas.Model.Data.Detection.Coco;
using Nas.Model.Data.Detection.Voc;

namespace Nas.Model.Data.Detection.Loading;

/// <param name="File">COCO ground truth.</param>
/// <param name="Images">The folder that its file names start from.</param>
public sealed record CocoPart(string File, string Images);

/// <summary>The names of a VOC folder's lists, without <c>.txt</c>.</summary>
public sealed record VocParts(string Train = "train", string Validation = "val", string Test = "test");

/// <summary>Detection sets on the disk, in three parts.</summary>
public static class DetectionFolders
{
    /// <param name="folder">A folder laid out like PASCAL VOC's.</param>
    /// <param name="parts">Names of its lists.</param>
    /// <param name="categories">Names of the categories in the order of their numbers; null: those found in any of the three parts, by
    /// name.</param>
    /// <param name="faults">Treatment of entries and images that cannot be used.</param>
    /// <exception cref="UserException">The same cases as for <see cref="VocFolder.Read"/>, or an image is in two parts.</exception>
    public static DetectionSplits Voc(
        string folder,
        VocParts? parts = null,
        IReadOnlyList<string>? categories = null,
        FaultPolicy faults = FaultPolicy.Refuse
    )
    {
        var (train, validation, test) = parts ?? new VocParts();
        return Splits(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            faults,
            [.. new[] { train, validation, test }.Select(list => VocLabels(folder, list, categories, faults))]
        );
    }

    /// <param name="faults">Treatment of entries and images that cannot be used.</param>
    /// <param name="masks">Read the segmentations too.</param>
    /// <exception cref="UserException">The same cases as for <see cref="CocoFile.Read"/>, or an image is in two parts, or two parts
    /// disagree about a category.</exception>
    public static DetectionSplits Coco(
        CocoPart train,
        CocoPart validation,
        CocoPart test,
        FaultPolicy faults = FaultPolicy.Refuse,
        bool masks = false
    ) =>
        Splits(
            Path.GetFileNameWithoutExtension(train.File),
            faults,
            [.. new[] { train, validation, test }.Select(part => CocoLabels(part, faults, masks))]
        );

    internal static LabelledPart VocLabels(
        string folder,
        string list,
        IReadOnlyList<string>? categories,
        FaultPolicy faults,
        bool forgiving = true
    ) => new(list, folder, VocFolder.Read(folder, list, categories, faults, requireImages: true, forgiving: forgiving));

    internal static LabelledPart CocoLabels(CocoPart part, FaultPolicy faults, bool masks, bool forgiving = true) =>
        new(part.File, part.Images, CocoFile.Read(part.File, faults, masks, part.Images, forgiving: forgiving));

    /// <summary>The same parts with the same categories in the same positions.</summary>
    /// <exception cref="UserException">An image is in two parts, or two parts disagree about a category.</exception>
    internal static ImmutableArray<LabelledPart> Aligned(ImmutableArray<LabelledPart> parts)
    {
        RequireDisjoint(parts);
        return
        [
            .. parts.Zip(
                CategoryUnion.Of([.. parts.Select(part => (part.Name, part.Labels))]),
                (part, labels) => part with { Labels = labels }
            ),
        ];
    }

    private static DetectionSplits Splits(string name, FaultPolicy faults, ImmutableArray<LabelledPart> parts)
    {
        var files = Aligned(parts).Select(part => ImageFiles.Open(name, part.Labels, part.Folder, faults)).ToArray();
        return new DetectionSplits(files[0], files[1], files[2]);
    }

    private static void RequireDisjoint(ImmutableArray<LabelledPart> parts)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var image in part.Labels.Images)
            {
                var path = Path.GetFullPath(Path.Combine(part.Folder, image.FileName));
                if (!seen.TryAdd(path, part.Name))
                {
                    throw new UserException(
                        $"{path} is in both {seen[path]} and {part.Name}: training, validation and test must not share images."
                    );
                }
            }
        }
    }
}

/// <summary>A part of a set on the disk, its images not opened yet.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Folder">The folder that the labels' file names start from.</param>
internal sealed record LabelledPart(string Name, string Folder, DetectionSet Labels);

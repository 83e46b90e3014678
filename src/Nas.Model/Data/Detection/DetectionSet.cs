using System.Collections.Immutable;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection;

/// <summary>Labelled images for detection, without their pixels.</summary>
/// <param name="Categories">Categories in ascending order of their ids, or by name where they have no ids.</param>
/// <param name="Skipped">One sentence for each faulty entry that was left out.</param>
public sealed record DetectionSet(
    ImmutableArray<LabelledImage> Images,
    ImmutableArray<LabelledCategory> Categories,
    ImmutableArray<string> Skipped
)
{
    /// <summary>One sentence for each kind of thing that was passed over, or taken for something else, without being a fault.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <param name="Id">The number that files use for it; unique in its set.</param>
/// <param name="FileName">Path relative to the folder of the images.</param>
/// <param name="Width">Pixels; 0 where the file does not say.</param>
/// <param name="Height">Pixels; 0 where the file does not say.</param>
public sealed record LabelledImage(long Id, string FileName, int Width, int Height, ImmutableArray<LabelledObject> Objects)
{
    /// <summary>Id of the image in files where that is no number; <see cref="Id"/> is then its place among the images, from 1.</summary>
    public string? Key { get; init; }
}

/// <param name="Id">The number that files use for it; null where they have texts, or only names.</param>
public sealed record LabelledCategory(long? Id, string Name)
{
    /// <summary>Id of the category in files, beside its name, where that is no number.</summary>
    public string? Key { get; init; }
}

/// <param name="Id">Id of the annotation. The COCO evaluation reads 0 as "no object", so sets count from 1.</param>
/// <param name="Category">Position in <see cref="DetectionSet.Categories"/>.</param>
/// <param name="Area">
/// Square pixels, of the mask where the author of the set had one; decides whether the object is small, medium or large.
/// </param>
/// <param name="IsCrowd">A region of many objects: whatever is found inside counts neither as right nor as wrong (COCO).</param>
/// <param name="IsDifficult">Finding it counts neither as right nor as wrong (VOC).</param>
/// <param name="Shape">The mask; null where there is none or it was not read.</param>
public sealed record LabelledObject(
    long Id,
    int Category,
    Box Box,
    double Area,
    bool IsCrowd = false,
    bool IsDifficult = false,
    Segmentation? Shape = null
);

using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Data.Detection;

/// <summary>An object that a detector reports.</summary>
/// <param name="Image">Position in <see cref="DetectionSet.Images"/>.</param>
/// <param name="Category">Position in <see cref="DetectionSet.Categories"/>.</param>
/// <param name="Score">Any finite number; greater is surer.</param>
/// <param name="Area">Square pixels; decides whether a wrong detection counts among the small, medium or large objects.</param>
/// <param name="Shape">The mask; null for a detector of boxes.</param>
public readonly record struct DetectedObject(int Image, int Category, Box Box, double Score, double Area, Segmentation? Shape = null)
{
    /// <summary>A detection without a mask.</summary>
    public static DetectedObject OfBox(int image, int category, Box box, double score) => new(image, category, box, score, box.Area);

    /// <summary>A detection whose box and area are those of its mask.</summary>
    public static DetectedObject OfMask(int image, int category, RunLengthMask mask, double score) =>
        new(image, category, mask.Box, score, mask.Area, new MaskSegmentation(mask));
}

namespace Nas.Model.Data.Detection;

/// <summary>Finds the fault of a labelled box.</summary>
internal static class BoxFault
{
    /// <summary>The end of a sentence; empty where nothing is wrong.</summary>
    public static string Of(Box box, LabelledImage image)
    {
        if (!box.IsFinite)
            return "has a damaged box: it must be four numbers";
        if (NegativeSide(box) is { Length: > 0 } negative)
            return negative;
        if (box.Width == 0 || box.Height == 0)
            return $"has an empty box, {box}";
        if (image is { Width: > 0, Height: > 0 } && !box.IsInside(image.Width, image.Height))
        {
            return $"has a box outside its image, {box} in {image.Width}x{image.Height}";
        }
        return "";
    }

    /// <summary>The fault of a box with a negative side; empty where there is none.</summary>
    public static string NegativeSide(Box box) => box.Width < 0 || box.Height < 0 ? $"has a damaged box, {box}: a side is negative" : "";
}

using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;

namespace Nas.Model.Metrics.Detection;

/// <summary>Intersection over union. Of a crowd region it is the share of the detection that lies inside the region.</summary>
public static class Overlap
{
    public static double Of(in Box detected, in Box labelled, bool isCrowd)
    {
        var width = Math.Min(detected.Right, labelled.Right) - Math.Max(detected.X, labelled.X);
        if (width <= 0)
            return 0;
        var height = Math.Min(detected.Bottom, labelled.Bottom) - Math.Max(detected.Y, labelled.Y);
        if (height <= 0)
            return 0;
        var common = width * height;
        return common / (isCrowd ? detected.Area : detected.Area + labelled.Area - common);
    }

    /// <summary>Masks of different sizes have nothing in common, as in the reference evaluation.</summary>
    public static double Of(RunLengthMask detected, RunLengthMask labelled, bool isCrowd)
    {
        if ((detected.Height, detected.Width) != (labelled.Height, labelled.Width))
            return 0;
        if (Of(detected.Box, labelled.Box, isCrowd: false) <= 0)
            return 0;
        var common = detected.IntersectionWith(labelled);
        if (common == 0)
            return 0;
        return common / (double)(isCrowd ? detected.Area : detected.Area + labelled.Area - common);
    }
}

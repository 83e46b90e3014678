using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;

namespace Seed.SearchFiles.Checks;

/// <summary>Of images with boxes, as far as settings alone tell.</summary>
internal static class DetectionDataChecks
{
    private const string Voc = "voc", Coco = "coco", MaskDetector = "mask-rcnn-fpn";

    /// <param name="section">The data's own: <c>data</c>, <c>transfer.data</c>.</param>
    public static void Check(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.ShortSide > data.LongSide) problems.Add(
            $"{section}.short-side", $"must not exceed {section}.long-side ({data.LongSide}), but is {data.ShortSide}; lower it, or raise {section}.long-side");
        if (data.Name == ProceduralDetectionSet.SetName) CheckProcedural(section, data, problems);
        else CheckFolder(section, data, problems);
    }

    /// <summary>A detector of outlines needs data that have some.</summary>
    /// <param name="key">That names the detector or the data.</param>
    public static void CheckMasks(string key, string detector, string data, ProblemList problems)
    {
        if (detector == MaskDetector && data == Voc) problems.Add(
            key, $"{MaskDetector} learns from the outlines of objects, and {Voc} data have boxes only; choose another detector, or {Coco} data");
    }

    private static void CheckProcedural(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.Categories is { } categories && categories != DetectionDataSettings.ProceduralCategories) problems.Add(
            $"{section}.categories", $"is {categories}, and {data.Name} has {DetectionDataSettings.ProceduralCategories} kinds of objects; remove the key");
    }

    private static void CheckFolder(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.Root is null) problems.Add($"{section}.root", $"is missing; {data.Name} needs the folder of your images and annotations");
        if (data.Categories is null) problems.Add(
            $"{section}.categories", $"is missing; {data.Name} needs the number of kinds of objects, without the background");
        if (data.Name != Coco) return;
        Require("train", data.Train, "annotations/instances_train2017.json");
        Require("test", data.Test, "annotations/instances_val2017.json");
        if (data.Validation is null && data.ValidationImages is null) problems.Add(
            $"{section}.validation-images", $"is missing; where {section}.validation names no annotation file, so many training images are set aside");

        void Require(string part, string? file, string example)
        {
            if (file is null) problems.Add($"{section}.{part}", $"is missing; {Coco} needs its annotation file, relative to {section}.root, such as {example}");
        }
    }
}

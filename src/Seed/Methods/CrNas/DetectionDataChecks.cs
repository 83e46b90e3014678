using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.Methods.Shared;

namespace Seed.Methods.CrNas;

/// <summary>Checks of images with boxes, as far as settings alone tell.</summary>
internal static class DetectionDataChecks
{
    private const string Voc = "voc",
        Coco = "coco",
        MaskDetector = "mask-rcnn-fpn";

    /// <param name="section">Section of the data: <c>data</c>, <c>transfer.data</c>.</param>
    public static void Check(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.ShortSide > data.LongSide)
            problems.Add(
                $"{section}.short-side",
                $"must not exceed {section}.long-side ({data.LongSide}), but is {data.ShortSide}; lower it, or raise {section}.long-side"
            );
        if (data.Name == ProceduralDetectionSet.SetName)
            CheckProcedural(section, data, problems);
        else if (DetectionCatalog.OwnNames.Contains(data.Name))
            CheckFolder(section, data, problems);
        else if (DetectionCatalog.Names.Contains(data.Name))
            CheckPlugin(section, data, problems);
        else
            problems.AddUnknown($"{section}.name", "data set with boxes", data.Name, DetectionCatalog.Names);
    }

    /// <summary>The settings with every default of a plug-in's options, and the rules by which files are read.</summary>
    /// <param name="section">Section of the data: <c>data</c>, <c>transfer.data</c>.</param>
    public static DetectionDataSettings Complete(string section, DetectionDataSettings data, ProblemList problems) =>
        data with
        {
            Options = PluginChecks.DataOptions<IDetectionImageSet>(section, data.Name, data.Options, problems),
            Edition = data.Edition ?? (data.Name is Voc or Coco ? DetectionDataSettings.Latest : null),
        };

    /// <summary>A detector of outlines needs data that have some.</summary>
    /// <param name="key">Key that names the detector or the data.</param>
    public static void CheckMasks(string key, string detector, string data, ProblemList problems)
    {
        if (detector == MaskDetector && data == Voc)
            problems.Add(
                key,
                $"{MaskDetector} learns from the outlines of objects, and {Voc} data have boxes only; choose another detector, or {Coco} data"
            );
    }

    private static void CheckProcedural(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.Categories is { } categories && categories != DetectionDataSettings.ProceduralCategories)
            problems.Add(
                $"{section}.categories",
                $"is {categories}, and {data.Name} has {DetectionDataSettings.ProceduralCategories} kinds of objects; remove the key"
            );
        RequireAbsent(
            section,
            data,
            [("root", data.Root), ("train", data.Train), ("validation", data.Validation), ("test", data.Test), .. Folders(data)],
            problems
        );
    }

    private static void CheckPlugin(string section, DetectionDataSettings data, ProblemList problems)
    {
        RequireCategories(section, data, problems);
        RequireAbsent(
            section,
            data,
            [("train", data.Train), ("validation", data.Validation), ("test", data.Test), .. Folders(data)],
            problems
        );
    }

    private static void CheckFolder(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.Root is null)
            problems.Add($"{section}.root", $"is missing; {data.Name} needs the folder of your images and annotations");
        RequireCategories(section, data, problems);
        if (data.Name == Voc)
            RequireAbsent(section, data, Folders(data), problems);
        else if (data.Validation is null)
            CheckSetAside(section, data, problems);
    }

    /// <summary>Validation images come from the training images.</summary>
    private static void CheckSetAside(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.ValidationImages is null)
            problems.Add(
                $"{section}.validation-images",
                $"is missing; where {section}.validation names no annotation file, so many training images are set aside"
            );
        if (data.ValidationFolder is not null)
            problems.Add(
                $"{section}.validation-folder",
                $"means nothing without {section}.validation; give the annotation file too, or remove the key"
            );
    }

    private static void RequireCategories(string section, DetectionDataSettings data, ProblemList problems)
    {
        if (data.Categories is null)
            problems.Add($"{section}.categories", $"is missing; {data.Name} needs the number of kinds of objects, without the background");
    }

    private static (string Key, string? Value)[] Folders(DetectionDataSettings data) =>
        [("train-folder", data.TrainFolder), ("validation-folder", data.ValidationFolder), ("test-folder", data.TestFolder)];

    private static void RequireAbsent(string section, DetectionDataSettings data, (string Key, string? Value)[] keys, ProblemList problems)
    {
        foreach (var (key, value) in keys)
        {
            if (value is not null)
                problems.Add($"{section}.{key}", $"means nothing to {data.Name}; remove the key, or name other data");
        }
    }
}

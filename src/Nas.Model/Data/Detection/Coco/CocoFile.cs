using System.Text.Json;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>
/// Ground truth in COCO's JSON: an object with the arrays <c>images</c>, <c>annotations</c> and <c>categories</c>, in any order. Source:
/// COCO, data format for object detection. As in the reference evaluation, a crowd is what <c>iscrowd</c> says; a property <c>ignore</c> of
/// an annotation is ignored.
/// </summary>
public static class CocoFile
{
    /// <param name="path">Path of the file.</param>
    /// <param name="faults">Treatment of entries that cannot be used.</param>
    /// <param name="masks">Read the segmentations too; they are most of the file.</param>
    /// <param name="imageFolder">Folder in which each image's file must be; null: files are not looked for.</param>
    /// <param name="use">Use of the labels, which decides what cannot be used.</param>
    /// <param name="forgiving">False: the rules of the first edition are used, see
    /// <see cref="Settings.DetectionDataSettings.Edition"/>.</param>
    /// <exception cref="DamagedFileException">The file is not in this format.</exception>
    /// <exception cref="UserException">There is no such file, or an entry cannot be used and <paramref name="faults"/> refuses.</exception>
    public static DetectionSet Read(
        string path,
        FaultPolicy faults = FaultPolicy.Refuse,
        bool masks = false,
        string? imageFolder = null,
        DataUse use = DataUse.Training,
        bool forgiving = true
    )
    {
        List<JsonEntry<ImageElement>>? images = null;
        List<JsonEntry<AnnotationElement>>? annotations = null;
        List<JsonEntry<CategoryElement>>? categories = null;
        using (var json = new JsonElements(path, CocoJson.Options(masks)))
        {
            json.Enter(JsonTokenType.StartObject, "COCO ground truth, an object with the arrays images, annotations and categories");
            while (json.NextProperty() is { } name)
            {
                switch (name)
                {
                    case "images":
                        Collect(json, path, name, ref images);
                        break;
                    case "annotations":
                        Collect(json, path, name, ref annotations);
                        break;
                    case "categories":
                        Collect(json, path, name, ref categories);
                        break;
                    default:
                        json.SkipValue(name);
                        break;
                }
            }
        }
        var set = new CocoSetBuilder(path, new FaultList(faults), masks, imageFolder, use, forgiving);
        set.AddCategories(categories ?? throw Lacks(path, "categories"));
        set.AddImages(images ?? throw Lacks(path, "images"));
        set.AddAnnotations(annotations ?? throw Lacks(path, "annotations"));
        return set.ToSet();
    }

    private static void Collect<T>(JsonElements json, string path, string name, ref List<JsonEntry<T>>? entries)
        where T : class
    {
        if (entries is not null)
            throw new DamagedFileException($"{path} has '{name}' twice.");
        var list = entries = [];
        json.Each<T>(name, list.Add);
    }

    private static DamagedFileException Lacks(string path, string name) =>
        new($"{path} has no array '{name}': COCO ground truth is an object with the arrays images, annotations and categories.");
}

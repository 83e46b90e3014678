using System.Collections.Immutable;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>Checks the elements of a COCO file against one another and makes a set of them.</summary>
internal sealed class CocoSetBuilder(string path, FaultList faults, bool masks, string? imageFolder, DataUse use, bool forgiving)
{
    private readonly List<(JsonScalar Id, LabelledImage Image)> _images = [];
    private readonly Dictionary<CocoId, int> _imageOf = [],
        _categoryOf = [];
    private readonly HashSet<CocoId> _imagesLeftOut = [],
        _categoriesLeftOut = [];
    private readonly FolderFiles? _files = imageFolder is null ? null : new FolderFiles(imageFolder, forgiving);
    private ImmutableArray<LabelledCategory> _categories = [];
    private List<LabelledObject>[] _objects = [];

    private bool ForTraining => use == DataUse.Training;

    public void AddCategories(List<JsonEntry<CategoryElement>> entries)
    {
        var known = new Dictionary<CocoId, (JsonScalar Id, string Name)>();
        foreach (var entry in entries)
        {
            var id = entry.Value?.Id.Id;
            var fault = entry switch
            {
                { Value: null } => entry.Fault,
                _ when id is null => Odd("id", entry.Value.Id, "a number or a text"),
                // The reference asks for no names, and of two with one id the last counts.
                _ when ForTraining && entry.Value.Name.Name is null => Odd("name", entry.Value.Name, "a text"),
                _ when ForTraining && known.ContainsKey(id.Value) => "has the id of another category",
                _ => "",
            };
            if (fault.Length > 0)
            {
                AddFault("categories", entry, entry.Value?.Id, fault);
                if (id is { } leftOut)
                    _categoriesLeftOut.Add(leftOut);
                continue;
            }
            if (known.ContainsKey(id!.Value))
                faults.Note(
                    $"{path}: categories with the id of another one, whose name they replace",
                    Place("categories", entry, entry.Value!.Id)
                );
            known[id.Value] = (entry.Value!.Id, entry.Value.Name.Name ?? $"{id}");
        }
        var ordered = known.OrderBy(pair => pair.Value.Id, JsonScalar.Order).ToArray();
        foreach (var (position, pair) in ordered.Index())
            _categoryOf.Add(pair.Key, position);
        _categories =
        [
            .. ordered.Select(pair => new LabelledCategory(pair.Key.Name is null ? pair.Key.Number : null, pair.Value.Name)
            {
                Key = pair.Key.Name,
            }),
        ];
    }

    public void AddImages(List<JsonEntry<ImageElement>> entries)
    {
        foreach (var entry in entries)
        {
            var image = Labelled(entry, out var fault);
            if (image is null)
            {
                AddFault("images", entry, entry.Value?.Id, fault);
                if (entry.Value?.Id.Id is { } leftOut)
                    _imagesLeftOut.Add(leftOut);
                continue;
            }
            var id = entry.Value!.Id;
            if (_imageOf.TryAdd(id.Id!.Value, _images.Count))
            {
                _images.Add((id, image));
                continue;
            }
            faults.Note(
                $"{path}: images with the id of another one, whose place they take, as in the reference evaluation",
                Place("images", entry, id)
            );
            _images[_imageOf[id.Id.Value]] = (id, image);
        }
        _objects = [.. _images.Select(_ => new List<LabelledObject>())];
    }

    public void AddAnnotations(List<JsonEntry<AnnotationElement>> entries)
    {
        var counted = new List<int>(entries.Count);
        var lastOf = new Dictionary<CocoId, int>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var fault = entries[i].Value is { } element ? PlaceFault(element) : entries[i].Fault;
            if (fault.Length == 0 && ForTraining && IsLeftOut(entries[i]))
                continue;
            if (fault.Length == 0 && ForTraining)
                fault = UnknownOf(entries[i].Value!);
            if (fault.Length == 0 && ForTraining && lastOf.ContainsKey(entries[i].Value!.Id.Id!.Value))
                fault = "has the id of another annotation";
            if (fault.Length > 0)
            {
                AddFault("annotations", entries[i], entries[i].Value?.Id, fault);
                continue;
            }
            lastOf[entries[i].Value!.Id.Id!.Value] = i;
            if (UnknownOf(entries[i].Value!) is { Length: > 0 } unknown)
                Pass(entries[i], unknown);
            else
                counted.Add(i);
        }
        var reader = new AnnotationReader(
            masks,
            use,
            forgiving,
            (what, entry) => faults.Note($"{path}: {what}", Place("annotations", entry, entry.Value!.Id))
        );
        foreach (
            var entry in lastOf.Count == entries.Count || ForTraining
                ? counted.Select(i => entries[i])
                : LastOfEach(entries, counted, lastOf)
        )
        {
            var image = _imageOf[entry.Value!.ImageId.Id!.Value];
            if (reader.Read(entry, _images[image].Image, _categoryOf[entry.Value.CategoryId.Id!.Value], out var fault) is { } found)
                _objects[image].Add(found);
            else
                AddFault("annotations", entry, entry.Value.Id, fault);
        }
    }

    public DetectionSet ToSet()
    {
        var ids = IdsOf([.. _images.Select(image => image.Id)]);
        var images = _images.Select(
            (image, index) => image.Image with { Id = ids[index].Number, Key = ids[index].Key, Objects = [.. _objects[index]] }
        );
        return new DetectionSet([.. images], _categories, faults.ToImmutable()) { Notes = faults.Notes };
    }

    /// <summary>
    /// Number and key of each image. Where some ids are texts, the numbers are the images' places in the order that the reference gives
    /// them.
    /// </summary>
    private static (long Number, string? Key)[] IdsOf(JsonScalar[] ids)
    {
        if (Array.TrueForAll(ids, id => id.IsWhole))
            return Array.ConvertAll(ids, id => (id.Id!.Value.Number, (string?)null));
        var numbers = new (long, string?)[ids.Length];
        foreach (var (rank, index) in Enumerable.Range(0, ids.Length).OrderBy(index => ids[index], JsonScalar.Order).Index())
            numbers[index] = (rank + 1, ids[index].Id!.Value.Text);
        return numbers;
    }

    private LabelledImage? Labelled(JsonEntry<ImageElement> entry, out string fault)
    {
        fault = entry.Fault;
        if (entry.Value is not { } element)
            return null;
        var (width, height) = (Pixels(element.Width), Pixels(element.Height));
        var name = element.FileName.Name ?? (forgiving ? Path.GetFileName(element.CocoUrl.Name) : null) ?? "";
        fault = element switch
        {
            { Id.Id: null } => Odd("id", element.Id, "a number or a text"),
            // The reference asks for nothing else.
            _ when !ForTraining => "",
            _ when _imageOf.ContainsKey(element.Id.Id.Value) => "has the id of another image",
            _ when (width == 0 || height == 0) && !(element.Width.IsMissing && element.Height.IsMissing) =>
                $"has the size {element.Width}x{element.Height}, which must be whole pixels",
            _ when (long)width * height > ImageDecoder.MostPixels =>
                $"has the size {width}x{height}, and at most {ImageDecoder.MostPixels:N0} pixels are read",
            _ when _files is not null && name.Length == 0 => Odd("file_name", element.FileName, "a text"),
            _ => "",
        };
        if (fault.Length == 0 && _files is not null && ForTraining)
        {
            var written = name;
            name = _files.Find(written, out fault) ?? "";
            if (fault.Length == 0 && name != written)
                faults.Note(
                    $"{path}: files named in other letters or with other slashes than they have",
                    $"{Shown.Briefly(written)} is {name}"
                );
        }
        return fault.Length > 0 ? null : new LabelledImage(0, name, width, height, []);
    }

    /// <summary>A side in pixels; 0 where the value is no number of pixels.</summary>
    private static int Pixels(JsonScalar side) => side.TryWhole(out var pixels) && pixels is > 0 and <= int.MaxValue ? (int)pixels : 0;

    private static string PlaceFault(AnnotationElement element) =>
        element switch
        {
            { Id.Id: null } => Odd("id", element.Id, "a number or a text"),
            { ImageId.Id: null } => Odd("image_id", element.ImageId, "a number or a text"),
            { CategoryId.Id: null } => Odd("category_id", element.CategoryId, "a number or a text"),
            _ => "",
        };

    private string UnknownOf(AnnotationElement element) =>
        !_imageOf.ContainsKey(element.ImageId.Id!.Value) ? $"is of an unknown image, {element.ImageId}"
        : !_categoryOf.ContainsKey(element.CategoryId.Id!.Value) ? $"is of an unknown category, {element.CategoryId}"
        : "";

    /// <summary>True where the annotation's image or category was left out, which a fault has already reported.</summary>
    private bool IsLeftOut(JsonEntry<AnnotationElement> entry)
    {
        var (image, category) = (entry.Value!.ImageId.Id!.Value, entry.Value.CategoryId.Id!.Value);
        var leftOut =
            (!_imageOf.ContainsKey(image) && _imagesLeftOut.Contains(image))
            || (!_categoryOf.ContainsKey(category) && _categoriesLeftOut.Contains(category));
        if (leftOut)
            faults.Note($"{path}: annotations left out with their image or category", Place("annotations", entry, entry.Value.Id));
        return leftOut;
    }

    private void Pass(JsonEntry<AnnotationElement> entry, string unknown) =>
        faults.Note(
            $"{path}: annotations of images or categories that it does not list, which do not count, as in the reference evaluation",
            $"{Place("annotations", entry, entry.Value!.Id)} {unknown}"
        );

    /// <summary>The reference finds annotations by their ids: those of one id are all the last of them.</summary>
    private IEnumerable<JsonEntry<AnnotationElement>> LastOfEach(
        List<JsonEntry<AnnotationElement>> entries,
        List<int> counted,
        Dictionary<CocoId, int> lastOf
    )
    {
        // It goes through the images by their ids, and an annotation may stand for one of another image.
        foreach (var i in counted.OrderBy(i => _images[_imageOf[entries[i].Value!.ImageId.Id!.Value]].Id, JsonScalar.Order))
        {
            var last = entries[lastOf[entries[i].Value!.Id.Id!.Value]];
            if (last.Index != entries[i].Index)
            {
                faults.Note(
                    $"{path}: annotations with the id of a later one, which counts again in their place, as in the reference evaluation",
                    $"{Place("annotations", entries[i], entries[i].Value!.Id)} is annotations[{last.Index}]"
                );
            }
            if (UnknownOf(last.Value!).Length == 0)
                yield return last;
        }
    }

    private static string Odd(string key, JsonScalar value, string must) =>
        value.IsMissing ? $"has no {key}" : $"has the {key} {value}, which must be {must}";

    private static string Place<T>(string array, JsonEntry<T> entry, JsonScalar? id)
        where T : class => $"{array}[{entry.Index}]{(id is { IsMissing: false } known ? $" (id {known})" : "")}";

    private void AddFault<T>(string array, JsonEntry<T> entry, JsonScalar? id, string fault)
        where T : class => faults.Add($"{path}, line {entry.Line}: {Place(array, entry, id)} {fault}");
}

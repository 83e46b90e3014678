using System.Collections.Immutable;

namespace Nas.Model.Data.Detection.Coco;

/// <summary>Checks the elements of a COCO file against one another and makes a set of them.</summary>
internal sealed class CocoSetBuilder(string path, FaultList faults, bool masks, string? imageFolder)
{
    private readonly List<LabelledImage> _images = [];
    private readonly List<List<LabelledObject>> _objects = [];
    private readonly Dictionary<long, int> _imageOf = [];
    private readonly HashSet<long> _leftOut = [];
    private readonly Dictionary<long, int> _categoryOf = [];
    private ImmutableArray<LabelledCategory> _categories = [];

    public void AddCategories(List<CategoryElement> elements)
    {
        var names = new SortedDictionary<long, string>();
        for (var i = 0; i < elements.Count; i++)
        {
            var fault = elements[i] switch
            {
                { Id: null } => "has no id",
                { Name: null or "" } => "has no name",
                { Id: { } id, Name: { } name } => names.TryAdd(id, name) ? null : $"has the id {id} of another category",
            };
            // Without its categories nothing in the file can be understood.
            if (fault is not null) throw new DamagedFileException($"{path}: categories[{i}] {fault}.");
        }
        _categories = [.. names.Select(pair => new LabelledCategory(pair.Key, pair.Value))];
        for (var i = 0; i < _categories.Length; i++) _categoryOf.Add(_categories[i].Id!.Value, i);
    }

    public void AddImages(List<ImageElement> elements)
    {
        for (var i = 0; i < elements.Count; i++)
        {
            var element = elements[i];
            var fault = element switch
            {
                { Id: null } => "has no id",
                { FileName: null or "" } when imageFolder is not null => "has no file_name",
                { Width: null, Height: null } => null,
                { Width: not > 0 } or { Height: not > 0 } => $"has the size {element.Width}x{element.Height}",
                _ => null,
            };
            fault ??= MissingFile(element.FileName);
            if (fault is null && _imageOf.ContainsKey(element.Id!.Value)) fault = $"has the id {element.Id} of another image";
            if (fault is not null)
            {
                faults.Add($"{path}: images[{i}] {Named(element.Id)}{fault}");
                if (element.Id is { } id) _leftOut.Add(id);
                continue;
            }
            _imageOf.Add(element.Id!.Value, _images.Count);
            _images.Add(new LabelledImage(element.Id.Value, element.FileName ?? "", element.Width ?? 0, element.Height ?? 0, []));
            _objects.Add([]);
        }
    }

    public void AddAnnotations(List<AnnotationElement> elements)
    {
        var seen = new HashSet<long>(elements.Count);
        for (var i = 0; i < elements.Count; i++)
        {
            var element = elements[i];
            // Left out with their image, which has been told of.
            if (element.ImageId is { } image && !_imageOf.ContainsKey(image) && _leftOut.Contains(image)) continue;
            if (ObjectOf(element, seen, out var fault) is { } labelled) _objects[_imageOf[element.ImageId!.Value]].Add(labelled);
            else faults.Add($"{path}: annotations[{i}] {Named(element.Id)}{fault}");
        }
    }

    public DetectionSet ToSet() => new(
        [.. _images.Select((image, index) => image with { Objects = [.. _objects[index]] })], _categories, faults.ToImmutable());

    private static string Named(long? id) => id is { } number ? $"(id {number}) " : "";

    private string? MissingFile(string? fileName)
    {
        if (imageFolder is null) return null;
        if (!PathInside.Is(imageFolder, fileName!)) return $"names {fileName}, which leads out of {imageFolder}";
        return File.Exists(Path.Combine(imageFolder, fileName!)) ? null : $"names {fileName}, which is missing in {imageFolder}";
    }

    private LabelledObject? ObjectOf(AnnotationElement element, HashSet<long> seen, out string fault)
    {
        fault = element switch
        {
            { Id: null } => "has no id",
            { ImageId: null } => "has no image_id",
            { CategoryId: null } => "has no category_id",
            { Area: < 0 or double.PositiveInfinity } => $"has the area {element.Area}",
            { Iscrowd: not (0 or 1) } => $"has iscrowd {element.Iscrowd}, which must be 0 or 1",
            { Bbox: null } when !masks => "has no box",
            { Segmentation: null } when masks => "has no segmentation",
            _ => "",
        };
        if (fault.Length > 0) return null;
        if (!_imageOf.TryGetValue(element.ImageId!.Value, out var index)) fault = $"is of an unknown image, {element.ImageId}";
        else if (!_categoryOf.ContainsKey(element.CategoryId!.Value)) fault = $"is of an unknown category, {element.CategoryId}";
        else if (!seen.Add(element.Id!.Value)) fault = "has the id of another annotation";
        if (fault.Length > 0) return null;
        var image = _images[index];
        var shape = element.Segmentation?.Resolve(image, out fault);
        if (fault.Length > 0)
        {
            fault = $"has a damaged segmentation: {fault}";
            return null;
        }
        var box = element.Bbox ?? shape!.ToMask(image.Height, image.Width).Box;
        fault = BoxFault.Of(box, image);
        if (fault.Length > 0) return null;
        var area = element.Area ?? shape?.ToMask(image.Height, image.Width).Area ?? box.Area;
        return new LabelledObject(element.Id!.Value, _categoryOf[element.CategoryId!.Value], box, area, element.Iscrowd == 1, Shape: shape);
    }
}

namespace Nas.Model.Data.Detection.Coco;

/// <summary>Finds the image and the category that a detection names.</summary>
internal sealed class ResultPlaces
{
    private readonly Dictionary<long, int> _images = [];
    private readonly Dictionary<string, int> _imageNames = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _categories = [];
    private readonly Dictionary<string, int> _categoryNames = new(StringComparer.Ordinal);
    private readonly bool _numbered;

    public ResultPlaces(DetectionSet truth)
    {
        for (var i = 0; i < truth.Images.Length; i++)
        {
            _images.Add(truth.Images[i].Id, i);
            _imageNames.TryAdd(Path.GetFileNameWithoutExtension(truth.Images[i].FileName), i);
        }
        for (var i = 0; i < truth.Categories.Length; i++)
        {
            if (truth.Categories[i].Id is { } id) _categories.Add(id, i);
            _categoryNames.TryAdd(truth.Categories[i].Name, i);
        }
        _numbered = _categories.Count > 0 || truth.Categories.IsEmpty;
    }

    /// <summary>Its position; a fault, the end of a sentence, where there is none.</summary>
    public int Image(KeyElement? key, out string fault)
    {
        fault = key is null ? "has no image_id" : "";
        if (key is not { } named) return -1;
        if (named.Name is { } name ? _imageNames.TryGetValue(name, out var at) : _images.TryGetValue(named.Number, out at)) return at;
        fault = $"is of an unknown image, {named}";
        return -1;
    }

    /// <summary>Its position; a fault, the end of a sentence, where there is none.</summary>
    public int Category(KeyElement? key, out string fault)
    {
        fault = key is null ? "has no category_id" : "";
        if (key is not { } named) return -1;
        if (named.Name is { } name ? _categoryNames.TryGetValue(name, out var at) : _categories.TryGetValue(named.Number, out at)) return at;
        fault = named.Name is null && !_numbered
            ? $"is of category {named}, and the ground truth's categories have names but no agreed numbers"
            : $"is of an unknown category, {named}";
        return -1;
    }
}

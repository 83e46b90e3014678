namespace Nas.Model.Data.Detection.Coco;

/// <summary>The image or the category that a detection belongs to.</summary>
/// <param name="Position">Position of the image or the category; -1 where the detection has none.</param>
/// <param name="Fault">The reason why it has none, as the end of a sentence.</param>
/// <param name="Counts">False: evaluations pass such detections over, whatever they hold.</param>
internal readonly record struct ResultPlace(int Position, string Fault = "", bool Counts = true);

/// <summary>Finds the image and the category that a detection names: by their ids, or by the names of their files and their own.</summary>
internal sealed class ResultPlaces
{
    private readonly DetectionSet _truth;
    private readonly Dictionary<CocoId, int> _images = [],
        _categories = [];
    private readonly Lazy<ILookup<string, int>> _files,
        _imageNames,
        _categoryNames;

    public ResultPlaces(DetectionSet truth)
    {
        _truth = truth;
        for (var i = 0; i < truth.Images.Length; i++)
        {
            _images.Add(truth.Images[i] is { Key: { } key } ? CocoId.OfText(key) : new CocoId(truth.Images[i].Id, null), i);
        }
        for (var i = 0; i < truth.Categories.Length; i++)
        {
            if (truth.Categories[i].Key is { } key)
                _categories.Add(CocoId.OfText(key), i);
            else if (truth.Categories[i].Id is { } id)
                _categories.Add(new CocoId(id, null), i);
        }
        var images = Enumerable.Range(0, truth.Images.Length);
        _files = new(() => images.ToLookup(i => truth.Images[i].FileName, StringComparer.Ordinal));
        _imageNames = new(() =>
            images
                .SelectMany(i => NamesOf(truth.Images[i].FileName).Select(name => (Name: name, Index: i)))
                .ToLookup(pair => pair.Name, pair => pair.Index, StringComparer.Ordinal)
        );
        _categoryNames = new(() =>
            Enumerable.Range(0, truth.Categories.Length).ToLookup(i => truth.Categories[i].Name, StringComparer.Ordinal)
        );
    }

    public ResultPlace Image(JsonScalar key)
    {
        if (key.Id is not { } id)
            return new ResultPlace(-1, Odd("image_id", key));
        if (Exact(_images, key, id) is { } exact)
            return exact;
        var files = _files.Value[id.Text].ToArray();
        int[] meant = files is [var only] ? [only] : [.. ByNumber(_images, id).Concat(files).Concat(_imageNames.Value[id.Text]).Distinct()];
        return meant switch
        {
            [] => new ResultPlace(-1, $"is of an unknown image, {key}"),
            [var one] => new ResultPlace(one),
            [var one, var another, ..] => new ResultPlace(
                -1,
                $"is of image {key}, which may be {Shown.Briefly(_truth.Images[one].FileName)} or {Shown.Briefly(_truth.Images[another].FileName)}: give its id"
            ),
        };
    }

    public ResultPlace Category(JsonScalar key)
    {
        if (key.Id is not { } id)
            return new ResultPlace(-1, Odd("category_id", key));
        if (Exact(_categories, key, id) is { } exact)
            return exact;
        int[] meant = key.IsText ? [.. ByNumber(_categories, id).Concat(_categoryNames.Value[id.Text]).Distinct()] : [];
        return meant switch
        {
            [var one] => new ResultPlace(one),
            [var one, var another, ..] => new ResultPlace(
                -1,
                $"is of category {key}, which may be that of the id {IdOf(one)} or that of the id {IdOf(another)}: give its id"
            ),
            _ when _categories.Count == 0 && !_truth.Categories.IsEmpty && id.Name is null => new ResultPlace(
                -1,
                $"is of category {key}, and the ground truth's categories have names but no agreed numbers"
            ),
            // The detection is of a category without an object, which is in no figure.
            _ => new ResultPlace(-1, Counts: false),
        };
    }

    /// <summary>The place as the reference finds it: an id names only itself, and a number cannot be read as anything else.</summary>
    private static ResultPlace? Exact(Dictionary<CocoId, int> ids, JsonScalar key, CocoId id) =>
        (!key.IsText || id.Name is not null) && ids.TryGetValue(id, out var at) ? new ResultPlace(at) : null;

    private static IEnumerable<int> ByNumber(Dictionary<CocoId, int> ids, CocoId id) => ids.TryGetValue(id, out var at) ? [at] : [];

    /// <summary>Names that may mean a file in a folder: with and without the folder, with and without the extension.</summary>
    private static IEnumerable<string> NamesOf(string file)
    {
        var name = file.Replace('\\', '/');
        return (
            (string[])[name, Path.ChangeExtension(name, null), Path.GetFileName(name), Path.GetFileNameWithoutExtension(name)]
        ).Distinct();
    }

    private static string Odd(string property, JsonScalar key) =>
        key.IsMissing ? $"has no {property}" : $"has the {property} {key}, which must be a number or a text";

    private string IdOf(int category) => _truth.Categories[category].Key ?? $"{_truth.Categories[category].Id}";
}

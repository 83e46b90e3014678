using System.Collections.Immutable;

namespace Nas.Model.Data.Images;

/// <summary>Files and folders in an image folder that are no image of the set, by kind: counted, and the first few named.</summary>
internal sealed class PassedOver
{
    public const string Hidden = "as hidden",
        Nested = "for lying deeper than PART/CLASS/FILE",
        NoClass = "for lying in no folder of a class",
        Empty = "for having no image";

    private const string OtherKind = "for being no .jpg, .jpeg or .png";
    private const int MostNamed = 3;

    private readonly SortedDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    /// <summary>True where a file is an image of the set by its name; other files are noted.</summary>
    public bool Takes(string fileName, string shown)
    {
        if (ImageEntry.IsImage(fileName))
            return true;
        Add(fileName.StartsWith('.') ? Hidden : OtherKind, shown);
        return false;
    }

    /// <summary>A file that lies beside the folders of classes.</summary>
    public void AddFile(string shown) => Add(Path.GetFileName(shown).StartsWith('.') ? Hidden : NoClass, shown);

    public void Add(string why, string shown)
    {
        if (!_kinds.TryGetValue(why, out var kind))
            _kinds[why] = kind = new Kind();
        // A hidden folder of an archive comes up with every file in it.
        if (kind.Last == shown)
            return;
        kind.Last = shown;
        if (++kind.Count <= MostNamed)
            kind.First.Add(shown);
    }

    public ImmutableArray<string> Sentences(string root) =>
        [
            .. _kinds.Select(kind =>
                $"{root}: {kind.Value.Count:N0} left out {kind.Key}: {string.Join(", ", kind.Value.First)}{(kind.Value.Count > MostNamed ? ", ..." : "")}"
            ),
        ];

    private sealed class Kind
    {
        public List<string> First { get; } = [];

        public int Count { get; set; }

        public string? Last { get; set; }
    }
}

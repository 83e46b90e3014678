using Nas.Model;

namespace Seed.Hocon;

/// <summary>Everything wrong with a search file, one sentence each, in the order found; and where each key was written.</summary>
public sealed class ProblemList(string file)
{
    private readonly List<string> _sentences = [];
    private readonly Dictionary<string, Origin> _origins = [];

    public bool IsEmpty => _sentences.Count == 0;

    public IReadOnlyList<string> Sentences => _sentences;

    public void Locate(string key, Origin origin) => _origins[key] = origin;

    public void Add(Origin origin, string key, string what) => _sentences.Add($"{origin}: {key}: {what}");

    /// <summary>A problem of a key's value, told where the key was written, or of its default, told of the file.</summary>
    public void Add(string key, string what) => Add(OriginOf(key), key, what);

    /// <summary>A sentence that begins with its key.</summary>
    /// <param name="within">Beginning of the key in the file, before the sentence's own key: <c>fidelity.arms.NAME.</c>.</param>
    public void Add(UserException told, string within = "")
    {
        ArgumentNullException.ThrowIfNull(told);
        var end = told.Message.IndexOf(' ', StringComparison.Ordinal);
        Add(within + told.Message[..end].TrimEnd(':'), told.Message[(end + 1)..].TrimEnd('.'));
    }

    /// <summary>A word that must be one of those known.</summary>
    public void AddUnknown(string key, string what, string name, IEnumerable<string> known)
    {
        var all = known.ToArray();
        var remedy = Spelling.Nearest(name, all) is { } near ? $"did you mean {near}?" : $"known: {string.Join(", ", all)}";
        Add(key, $"there is no {what} \"{name}\"; {remedy}");
    }

    public Origin OriginOf(string key) => _origins.GetValueOrDefault(key, new Origin(file, 0));

    /// <exception cref="UserException">Something is wrong: all sentences, one a line.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
            throw new UserException(_sentences);
    }
}

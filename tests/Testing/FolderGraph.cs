using Mono.Cecil;

namespace Testing;

/// <summary>A use of one file by another that lies in another folder.</summary>
/// <param name="From">Folder of the user, as its namespace says below the project's own.</param>
/// <param name="To">Folder of what is used.</param>
/// <param name="User">File and type that use.</param>
/// <param name="Used">File and type that are used.</param>
internal sealed record FolderUse(string From, string To, string User, string Used)
{
    public override string ToString() => $"{From} -> {To}: {User} uses {Used}";
}

/// <summary>
/// The uses between a project's folders, computed from its compiled assembly: signatures, attributes and method bodies. Constants
/// leave no trace in what is compiled, and are not seen. Namespaces are folders: the analyzers hold that.
/// </summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<(string From, string To), FolderUse> _uses = [];
    private readonly Func<string, string?> _folderOf;

    /// <param name="assembly">Path of the assembly; with its symbols beside it, files are named as well.</param>
    /// <param name="folderOf">Folder of a namespace; null: it is not looked at.</param>
    public FolderGraph(string assembly, Func<string, string?> folderOf)
    {
        _folderOf = folderOf;
        var hasSymbols = File.Exists(Path.ChangeExtension(assembly, ".pdb"));
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { ReadSymbols = hasSymbols });
        TypeUses.Visit(module, Use);
    }

    /// <summary>One use of each folder by each other.</summary>
    public IReadOnlyCollection<FolderUse> Uses => _uses.Values;

    /// <summary>Folders of one project by the first part of their name; a project's own files are looked at as one folder.</summary>
    public static FolderGraph OfProject(string assembly, string root) =>
        new(
            assembly,
            name =>
                name == root ? "(root)"
                : name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..].Split('.')[0]
                : null
        );

    /// <summary>The uses between folders that lead, by some way, back to where they come from; none: the folders are layered.</summary>
    public IReadOnlyList<FolderUse> Circle()
    {
        var edges = _uses.Keys.ToLookup(use => use.From, use => use.To);
        return [.. _uses.Values.Where(use => Reaches(edges, use.To, use.From))];
    }

    /// <summary>
    /// The folders, each above all that it uses; those on one floor know nothing of each other. Empty where there is a circle.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Floors()
    {
        var left = _uses.Keys.SelectMany(use => new[] { use.From, use.To }).ToHashSet();
        var floors = new List<IReadOnlyList<string>>();
        while (left.Count > 0)
        {
            var floor = left.Where(folder => !_uses.Keys.Any(use => use.From == folder && left.Contains(use.To)))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (floor.Count == 0)
                return [];
            floors.Add(floor);
            left.ExceptWith(floor);
        }
        return floors;
    }

    private static bool Reaches(ILookup<string, string> edges, string from, string to)
    {
        var seen = new HashSet<string> { from };
        for (var waiting = new Queue<string>(seen); waiting.TryDequeue(out var folder); )
        {
            if (folder == to)
                return true;
            foreach (var next in edges[folder].Where(seen.Add))
                waiting.Enqueue(next);
        }
        return false;
    }

    private void Use(TypeDefinition user, TypeReference used)
    {
        if (used.Scope is not ModuleDefinition)
            return;
        var (from, to) = (TypeUses.Outermost(user), TypeUses.Outermost(used.Resolve()));
        if (_folderOf(from.Namespace) is not { } fromFolder || _folderOf(to.Namespace) is not { } toFolder || fromFolder == toFolder)
            return;
        var key = (fromFolder, toFolder);
        if (!_uses.ContainsKey(key))
            _uses.Add(key, new FolderUse(fromFolder, toFolder, TypeUses.Name(from), TypeUses.Name(to)));
    }
}

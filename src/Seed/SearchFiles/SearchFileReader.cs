using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.Methods;

namespace Seed.SearchFiles;

/// <summary>Reads a search file: HOCON with includes, overridden by <c>--set</c>, every default filled in.</summary>
public static class SearchFileReader
{
    private const string SetOption = "--set";
    private const int MaxFileBytes = 1 << 20;
    private const int MaxFiles = 100;
    private const int MaxIncluding = 10;

    /// <param name="path">The file as the user named it: errors name it so.</param>
    /// <param name="overrides">Texts <c>a.b=value</c>, later ones over earlier ones.</param>
    /// <param name="plugins">The command line's choice of plug-ins.</param>
    /// <exception cref="UserException">The file cannot be read, or something is wrong in it: every problem, one a line.</exception>
    public static SearchSettings Read(string path, IReadOnlyList<string> overrides, PluginChoice plugins = default)
    {
        var resolved = Tree(path, overrides);
        var directory = plugins.Load(resolved);

        var problems = new ProblemList(path);
        var type = MethodOf(resolved, problems);
        problems.ThrowIfAny();
        var json = new SettingsBinder(problems, type).Bind(resolved);
        problems.ThrowIfAny();
        var settings = MethodSciences.Read(json);
        var complete = UsedPlugins.Complete(MethodFaces.Of(settings).Complete(settings, problems), directory, plugins, problems);
        problems.ThrowIfAny();
        return complete;
    }

    /// <summary>A file with its includes and what is set on top of it, references resolved.</summary>
    /// <param name="path">Null: no file.</param>
    internal static HoconObject Tree(string? path, IReadOnlyList<string> overrides)
    {
        var tree = path is null ? new HoconObject(new Origin(SetOption, 0)) : ParseFile(path, [], new Count());
        var strategies = OtherStrategy.Names(tree);
        foreach (var setting in overrides)
            tree.MergeFrom(ParseOverride(setting));
        OtherStrategy.LeaveOutOptions(tree, strategies, SetOption);
        return HoconResolver.Resolve(tree);
    }

    /// <summary>The settings of the file's method, on which it depends which sections there may be.</summary>
    private static Type MethodOf(HoconObject tree, ProblemList problems)
    {
        var usual = MethodSciences.All[0].SettingsType;
        if (tree.Members.GetValueOrDefault("method") is not { } node)
            return usual;
        var known = MethodSciences.All.Select(method => method.Name).Order(StringComparer.Ordinal).ToArray();
        if (node is HoconText { Text: var name } && MethodSciences.Find(name) is { } method)
            return method.SettingsType;
        var hint = node is HoconText { Text: var wrong } && Spelling.Nearest(wrong, known) is { } near ? $"; did you mean {near}?" : "";
        problems.Add(node.Origin, "method", $"must be one of {string.Join(", ", known)}{hint}");
        return usual;
    }

    /// <param name="including">The files that this one is included by, each by the one before it.</param>
    /// <param name="files">Number of files read so far: two files that include another twice, and so on, would be read for ever.</param>
    private static HoconObject ParseFile(string path, IReadOnlyList<string> including, Count files)
    {
        var full = Path.GetFullPath(path);
        if (including.Contains(full))
            throw new UserException($"{path}: the file includes itself; remove one of the includes");
        if (including.Count > MaxIncluding)
            throw new UserException($"{path}: more than {MaxIncluding} files include one another; write what they say into one");
        if (++files.Value > MaxFiles)
            throw new UserException($"{path}: more than {MaxFiles} files are included; write what they say into fewer");
        return HoconParser.Parse(Text(path), path, Include);

        HoconObject Include(Origin origin, string name)
        {
            var included = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
            if (!File.Exists(included))
                throw origin.Error($"include \"{name}\": there is no file {included}; paths are relative to the file that includes");
            return ParseFile(included, [.. including, full], files);
        }
    }

    private static HoconObject ParseOverride(string setting)
    {
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
            throw new UserException($"{SetOption} {setting}: must be KEY=VALUE, as in {SetOption} strategy.candidates=100");
        if (string.IsNullOrWhiteSpace(setting[(split + 1)..]))
            throw new UserException($"{SetOption} {setting}: has no value; write null to unset a key that may be unset");
        return HoconParser.Parse(
            setting,
            SetOption,
            (origin, _) => throw origin.Error("include has no place on the command line; put it into the file"),
            lines: false
        );
    }

    private static string Text(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new UserException($"{path}: is a directory; name a search file such as hocon/searches/quickstart.conf");
            if (!File.Exists(path))
                throw new UserException($"{path}: there is no such file; search files end in .conf, examples are in hocon/searches");
            using var reader = new StreamReader(new MemoryStream(InputFile.Bytes(path, MaxFileBytes, "search file")));
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be read ({exception.Message.TrimEnd('.')}); check its permissions", exception);
        }
    }

    private sealed class Count
    {
        public int Value { get; set; }
    }
}

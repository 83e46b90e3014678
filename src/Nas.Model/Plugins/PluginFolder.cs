using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Nas.Model.Plugins;

/// <summary>
/// Content of a plug-in directory: assemblies <c>DIR/NAME.dll</c> and <c>DIR/NAME/NAME.dll</c>, each with those beside it that it needs. A
/// problem of one assembly is no problem of another.
/// </summary>
public sealed partial record PluginFolder(string Directory, ImmutableArray<PluginClass> Classes, ImmutableArray<PluginProblem> Problems)
{
    private const string Extension = ".dll";

    /// <param name="reserved">Names that are Langevin's own, by kind.</param>
    /// <exception cref="UserException">There is no such directory.</exception>
    public static PluginFolder Read(string directory, Func<string, IEnumerable<string>> reserved)
    {
        var root = Path.GetFullPath(directory);
        if (!System.IO.Directory.Exists(root))
            throw new UserException($"plugins.directory: there is no directory {root}: make it, or name another one.");
        var problems = ImmutableArray.CreateBuilder<PluginProblem>();
        var classes = Files(root, problems).SelectMany(file => ClassesOf(root, file, problems)).ToList();
        var taken = classes.Where(found => reserved(found.Kind).Contains(found.Name, StringComparer.Ordinal)).ToList();
        problems.AddRange(
            taken.Select(found => new PluginProblem(
                found.File,
                $"{found.Type.FullName} is named '{found.Name}', as one of Langevin's own {found.Kind} names is: give it another name"
            ))
        );
        var clashes = classes.Except(taken).GroupBy(found => (found.Kind, found.Name)).Where(group => group.Count() > 1).ToList();
        problems.AddRange(
            clashes.Select(group => new PluginProblem(
                group.First().File,
                $"{group.First().Title} is there {group.Count()} times, in {string.Join(" and ", group.Select(found => found.File))}: remove all but one"
            ))
        );
        var unusable = taken.Concat(clashes.SelectMany(group => group)).ToHashSet();
        return new PluginFolder(
            root,
            [.. classes.Where(found => !unusable.Contains(found)).OrderBy(found => (found.Kind, found.Name))],
            problems.ToImmutable()
        );
    }

    private static IEnumerable<string> Files(string root, ImmutableArray<PluginProblem>.Builder problems)
    {
        var folders = System
            .IO.Directory.EnumerateDirectories(root)
            .Order(StringComparer.Ordinal)
            .Where(folder => IsInside(root, new DirectoryInfo(folder), problems))
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + Extension))
            .Where(File.Exists);
        return System
            .IO.Directory.EnumerateFiles(root, "*" + Extension)
            .Order(StringComparer.Ordinal)
            .Concat(folders)
            .Where(file => !PluginContext.IsShared(Path.GetFileNameWithoutExtension(file)) && IsInside(root, new FileInfo(file), problems));
    }

    /// <summary>A link that leads out of the directory is not followed.</summary>
    private static bool IsInside(string root, FileSystemInfo entry, ImmutableArray<PluginProblem>.Builder? problems = null)
    {
        var real = System.IO.Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
        if (
            entry.ResolveLinkTarget(returnFinalTarget: true) is not { } target
            || target.FullName.StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        )
            return true;
        problems?.Add(
            new PluginProblem(entry.FullName, $"it is a link to {target.FullName}, outside of the plug-in directory: copy it there")
        );
        return false;
    }

    private static ImmutableArray<PluginClass> ClassesOf(string root, string file, ImmutableArray<PluginProblem>.Builder problems)
    {
        try
        {
            var own = AssemblyBytes.Read(file);
            var needed = Needed(root, file, own);
            // Each assembly by its own name: what its file is called does not matter to those that refer to it.
            var context = new PluginContext(own.Identity.Name, needed.ToImmutableDictionary(one => one.Identity.Name));
            var types = context.LoadPlugin().GetTypes();
            ImmutableArray<AssemblyIdentity> identities = [.. needed.Select(one => one.Identity)];
            var marked = types.Where(type => type.IsDefined(typeof(PluginAttribute), inherit: false)).ToList();
            problems.AddRange(
                types
                    .Except(marked)
                    .Where(type => type is { IsClass: true, IsAbstract: false } && Contract(type) is not null)
                    .Select(type => new PluginProblem(
                        file,
                        $"{type.FullName} is a {Contract(type)!.Kind}, but has no [Plugin(\"name\")] to be named by"
                    ))
            );
            var unfit = marked.Select(type => (type, Fault: Fault(type))).Where(pair => pair.Fault is not null).ToList();
            problems.AddRange(unfit.Select(pair => new PluginProblem(file, $"{pair.type.FullName} {pair.Fault}")));
            return
            [
                .. marked
                    .Except(unfit.Select(pair => pair.type))
                    .Select(type => new PluginClass(
                        Contract(type)!.Kind,
                        NameOf(type),
                        type,
                        file,
                        identities,
                        type.GetConstructors()[0].GetParameters() is [var options] ? options.ParameterType : null
                    )),
            ];
        }
        // Loading is running: whatever goes wrong is the plug-in's fault, and a sentence.
        catch (Exception cause)
        {
            var reason = cause is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first : cause;
            problems.Add(new PluginProblem(file, $"it cannot be loaded ({reason.Message.TrimEnd('.')})"));
            return [];
        }
    }

    /// <summary>The assembly and, of those beside it, all that it needs, directly or not.</summary>
    private static List<AssemblyBytes> Needed(string root, string file, AssemblyBytes own)
    {
        var folder = Path.GetDirectoryName(file)!;
        List<AssemblyBytes> found = [own];
        for (var i = 0; i < found.Count; i++)
        {
            foreach (
                var reference in found[i]
                    .References.Where(name => !PluginContext.IsShared(name) && found.All(one => one.Identity.Name != name))
            )
            {
                var beside = Path.Combine(folder, reference + Extension);
                if (File.Exists(beside) && IsInside(root, new FileInfo(beside)))
                    found.Add(AssemblyBytes.Read(beside));
            }
        }
        return found;
    }

    private static PluginContractAttribute? Contract(Type type) =>
        type.GetInterfaces()
            .Select(contract => contract.GetCustomAttribute<PluginContractAttribute>())
            .FirstOrDefault(contract => contract is not null);

    private static string NameOf(Type type) => type.GetCustomAttribute<PluginAttribute>()!.Name;

    /// <summary>The reason why a class cannot be used; null: it can be.</summary>
    private static string? Fault(Type type)
    {
        if (Contract(type) is null)
            return "has a [Plugin] name, but implements none of Langevin's interfaces for plug-ins, such as ISearchStrategy";
        if (!type.IsVisible || type.IsAbstract || type.ContainsGenericParameters)
            return "is not a public class that can be made";
        if (!Named().IsMatch(NameOf(type)))
            return $"is named '{NameOf(type)}': a name has lower-case letters, digits and '-'";
        return
            type.GetConstructors() is [var constructor]
            && constructor.GetParameters() is var parameters
            && (
                parameters.Length == 0
                || (parameters is [var options] && options.ParameterType.IsClass && options.ParameterType.GetConstructor([]) is not null)
            )
            ? null
            : "needs exactly one public constructor, without parameters or with its options, a class that can be made without parameters";
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}

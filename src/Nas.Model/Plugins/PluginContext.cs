using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;

namespace Nas.Model.Plugins;

/// <summary>
/// One plug-in assembly with the assemblies beside it that it needs. What Langevin itself has is Langevin's; nothing is looked for outside
/// the folder, and native libraries are not loaded from it.
/// </summary>
internal sealed class PluginContext(string name, ImmutableDictionary<string, AssemblyBytes> files) : AssemblyLoadContext($"plug-in {name}")
{
    private static readonly ImmutableHashSet<string> Shared =
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator)
            .Select(Path.GetFileNameWithoutExtension)
            .OfType<string>(),
    ];

    /// <summary>True where the process has an assembly of this name: a copy in a plug-in's folder is not used.</summary>
    public static bool IsShared(string name) => Shared.Contains(name);

    public Assembly LoadPlugin() => Load(files[name]);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } wanted && !IsShared(wanted) && files.TryGetValue(wanted, out var file) ? Load(file) : null;

    private Assembly Load(AssemblyBytes file)
    {
        using var bytes = new MemoryStream(file.Bytes);
        return LoadFromStream(bytes);
    }
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Nas.Model.Proxies;

/// <summary>The proxies of one contract: Langevin's own, and those of plug-ins.</summary>
/// <param name="own">Langevin's own proxies; the first is the one that is meant where none is named.</param>
public sealed class ProxyCatalog<TProxy>(params ProxyKind<TProxy>[] own)
{
    public ImmutableArray<ProxyKind<TProxy>> Own { get; } = [.. own];

    /// <summary>The proxy that is meant where <c>proxy.kind</c> is not set: settings that name it are written without a kind.</summary>
    public string Usual => Own[0].Name;

    /// <summary>All that this process knows.</summary>
    public IEnumerable<string> Names => [.. Own.Select(kind => kind.Name), .. PluginRegistry.Of<TProxy>().Select(found => found.Name)];

    /// <summary>The options of a proxy, checked, every default filled in.</summary>
    /// <exception cref="UserException">Nobody knows the proxy, or an option is wrong.</exception>
    public object ReadOptions(string? kind, JsonObject? options) =>
        OwnOf(kind) is { } own
            ? OptionsReader.Read(own.Options, options ?? [], ProxyContract.Name, $"the proxy '{own.Name}'")
            : (
                PluginRegistry.Find<TProxy>(kind!)
                ?? throw new UserException($"{ProxyContract.Name}.kind is '{kind}': there are {string.Join(", ", Names)}.")
            ).ReadOptions(options ?? [], ProxyContract.Name);

    /// <param name="recorded">The assemblies that the search began with.</param>
    /// <exception cref="UserException">This process lacks the plug-in, has another one, or an option is wrong.</exception>
    public TProxy Open(string? kind, JsonObject? options, PluginSettings? recorded) =>
        OwnOf(kind) is { } own
            ? own.Create(ReadOptions(kind, options))
            : PluginRegistry.Require<TProxy>(ProxyContract.Name, kind!, recorded).Create<TProxy>(options ?? [], ProxyContract.Name);

    private ProxyKind<TProxy>? OwnOf(string? kind) => kind is null ? Own[0] : Own.FirstOrDefault(one => one.Name == kind);
}

/// <summary>
/// The contract name of plug-in classes that score. Classification and detection share it, and within both each name is unique.
/// </summary>
public static class ProxyContract
{
    public const string Name = "proxy";
}

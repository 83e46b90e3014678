using System.Text.Json.Nodes;
using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Nas.Model.Proxies;

/// <summary>Makes the proxy that a search's settings name.</summary>
public static class ProxyKind
{
    /// <summary>What classes of plug-ins that score are called; of classification and of detection, no name is there twice.</summary>
    public const string Contract = "proxy";

    /// <summary>The name of the one that a method has itself, which is meant where none is named.</summary>
    public const string Usual = "shared-weights";

    /// <param name="kind">Of a plug-in; null: the method's own.</param>
    /// <param name="recorded">The assemblies that the search began with.</param>
    /// <exception cref="UserException">This process lacks the plug-in, has another one, or an option is wrong.</exception>
    public static TProxy Open<TProxy>(string? kind, JsonObject? options, PluginSettings? recorded, Func<TProxy> usual) =>
        kind is null ? usual() : PluginRegistry.Require<TProxy>(Contract, kind, recorded).Create<TProxy>(options ?? [], Contract);
}

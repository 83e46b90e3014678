using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Checks of the proxy that scores, and of its options.</summary>
internal static class ProxyChecks
{
    /// <summary>
    /// The kind, null where it is the usual one, so that settings that name it are those that do not; and the options of another one with
    /// every default. Both stay as they are where something is wrong, which is told.
    /// </summary>
    public static (string? Kind, JsonObject? Options) Complete<TProxy>(
        ProxyCatalog<TProxy> catalog,
        string? kind,
        JsonObject? options,
        ProblemList problems
    )
    {
        if (kind is not null && !catalog.Names.Contains(kind))
        {
            problems.AddUnknown("proxy.kind", "proxy", kind, catalog.Names);
            return (kind, options);
        }
        try
        {
            var read = catalog.ReadOptions(kind, options);
            return kind is null || kind == catalog.Usual
                ? (null, null)
                : (kind, JsonSerializer.SerializeToNode(read, read.GetType(), SettingsJson.Options)!.AsObject());
        }
        catch (UserException exception)
        {
            problems.Add(exception);
            return (kind, options);
        }
    }

    public static ProxySettings Complete(ProxySettings proxy, ProblemList problems)
    {
        var (kind, options) = Complete(ImageProxies.Catalog, proxy.Kind, proxy.Options, problems);
        return proxy with { Kind = kind, Options = options };
    }
}

using Nas.Model.Plugins;

namespace Nas.Model.Proxies;

/// <summary>A proxy that is Langevin's own, as <c>proxy.kind</c> names it.</summary>
/// <param name="Name">Lower-case letters, digits and '-'; it never changes, since settings of journals have it.</param>
/// <param name="Options">Class of its options, <c>proxy.options</c>; <see cref="NoOptions"/> where it has none.</param>
/// <param name="Create">Creates the proxy from an instance of its options.</param>
public sealed record ProxyKind<TProxy>(string Name, Type Options, Func<object, TProxy> Create);

/// <summary>Makes proxies' lines in their lists.</summary>
public static class ProxyKind
{
    public static ProxyKind<TProxy> Of<TProxy, TOptions>(string name, Func<TOptions, TProxy> create)
        where TOptions : class => new(name, typeof(TOptions), options => create((TOptions)options));
}

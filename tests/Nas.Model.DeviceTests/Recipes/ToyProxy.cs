using System.ComponentModel.DataAnnotations;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Spaces;

namespace Nas.Model.DeviceTests.Recipes;

public sealed record ToyProxyOptions
{
    [Range(1, 10)]
    public int Power { get; init; } = 1;
}

/// <summary>Prefers small networks: the recipe of CONTRIBUTING for a proxy, followed.</summary>
internal sealed class ToyProxy(ToyProxyOptions options) : IProxy
{
    /// <summary>The line that the list of proxies would have.</summary>
    public static ProxyKind<IProxy> Kind { get; } = ProxyKind.Of<IProxy, ToyProxyOptions>("toy", options => new ToyProxy(options));

    public Evaluation Score(ProxyContext context, PathNetwork network, Architecture architecture, int sample) =>
        new(1 / Math.Pow(1 + architecture.Choices.Sum(), options.Power), Loss: null);
}

using System.Text.Json.Nodes;
using Nas.Model.DeviceTests.Execution;
using Nas.Model.Networks;
using Nas.Model.Proxies;
using Nas.Model.Spaces;
using TorchSharp;

namespace Nas.Model.DeviceTests.Recipes;

public class ToyProxyTests
{
    private static readonly ProxyCatalog<IProxy> Catalog = new([.. ImageProxies.Catalog.Own, ToyProxy.Kind]);

    [Fact]
    public void A_line_in_the_list_makes_a_proxy_a_name_with_options()
    {
        var context = SmallSearch.Context();
        using var network = PathNetwork.Supernet(context.Space, torch.CPU, running: true);
        double Score(string? options) =>
            Catalog
                .Open("toy", options is null ? null : JsonNode.Parse(options)!.AsObject(), recorded: null)
                .Score(context.ForProxy(), network, new Architecture([1, 2]), sample: 0)
                .Score;
        Assert.Equal(1.0 / 4, Score(null));
        Assert.Equal(1.0 / 16, Score("""{ "power": 2 }"""));
        Assert.Equal(
            "proxy.options.power: The field Power must be between 1 and 10.",
            Assert.Throws<UserException>(() => Score("""{ "power": 11 }""")).Message
        );
        Assert.Contains("toy", Catalog.Names);
    }

    [Fact]
    public void Ours_is_meant_where_none_is_named_and_what_nobody_knows_is_told()
    {
        Assert.IsType<SharedWeightProxy>(Catalog.Open(null, null, null));
        Assert.IsType<SharedWeightProxy>(Catalog.Open(Catalog.Usual, null, null));
        Assert.StartsWith(
            "proxy.kind is 'toys': there are shared-weights, toy",
            Assert.Throws<UserException>(() => Catalog.ReadOptions("toys", null)).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "proxy.options.images is no option of the proxy 'shared-weights': it has none.",
            Assert.Throws<UserException>(() => Catalog.ReadOptions(null, new JsonObject { ["images"] = 1 })).Message,
            StringComparison.Ordinal
        );
    }
}

using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.StNas;

/// <summary>Stabilised topology search for image classification.</summary>
public sealed class StNasScience() : MethodScience<StNasSettings>(StNasSettings.MethodName)
{
    public override IEnumerable<string> Proxies => ImageProxies.Catalog.Own.Select(kind => kind.Name);

    /// <exception cref="UserException">The data, the space or the constraint cannot be used, or the device computes wrong.</exception>
    public static StNasContext ContextOf(StNasSettings settings, RuntimeMeans means)
    {
        if (PluginRegistry.Find<IImageSet>(settings.Data.Name) is { } plugin)
            PluginRegistry.RequireSame(plugin, settings.Plugins);
        var space = SearchSpaces.Open(settings.Space, settings.Plugins);
        var data = DataCatalog.Open(settings.Data, settings.Seed);
        ImageFit.Require(settings.Space, space, data.Train);
        var range = settings.Constraint.Madds is { } madds ? new CostRange(madds[0], madds[1]) : CostRange.Any;
        var context = new StNasContext(
            settings,
            space,
            new ConstrainedSpace(space, range).RequireFeasible(),
            data,
            TensorDevice.Open(settings.Devices)
        );
        means.Layers.Require(LayerShapes.Of(space), context.Device);
        return context;
    }

    protected override IPhaseSpaces Spaces(StNasSettings settings) =>
        new TopologyPhaseSpaces(SearchSpaces.Open(settings.Space, settings.Plugins));

    protected override ISearchRuntime Open(StNasSettings settings, RuntimeMeans means) => new StNasRuntime(ContextOf(settings, means));
}

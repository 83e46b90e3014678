using Nas.Model.Data;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Results;

namespace Seed.Methods.StNas;

/// <summary>Stabilised topology search for image classification.</summary>
public sealed class StNasFace() : MethodFace<StNasSettings>(StNasSettings.MethodName)
{
    /// <summary>Images that networks of a space classify.</summary>
    internal static ClassifiedNeed ImagesFor(SpaceSettings space, DataSettings data, PluginSettings? plugins) =>
        new("", data, images => ImageFit.Require(space, SearchSpaces.Open(space, plugins), images));

    protected override StNasSettings Complete(StNasSettings settings, ProblemList problems) => StNasChecks.Complete(settings, problems);

    protected override IEnumerable<PluginClass?> PluginsOf(StNasSettings settings) =>
        [
            PluginChecks.Find<IImageSet>(settings.Data.Name),
            PluginChecks.Find<ITopologySpace>(settings.Space.Plugin),
            PluginChecks.Find<IProxy>(settings.Proxy.Kind),
        ];

    protected override RunPlan Plan(StNasSettings settings) => StNasPlan.Of(settings);

    protected override MethodData Data(StNasSettings settings) =>
        new([ImagesFor(settings.Space, settings.Data, settings.Plugins)])
        {
            Supplied = new(settings.Data, data => settings with { Data = data }),
        };

    protected override ISearchResult Result(StNasSettings settings, SearchOutcome outcome) => new StNasResult(settings, outcome);
}

using System.Text.Json.Nodes;
using Nas.Model.Data;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Spaces.Topology;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Methods.StNas;
using Seed.Results;

namespace Seed.Methods.Fidelity;

/// <summary>Studies of how well ST-NAS's proxies rank: they stand on that method.</summary>
public sealed class FidelityFace() : MethodFace<FidelitySettings>(FidelitySettings.MethodName)
{
    protected override FidelitySettings Complete(FidelitySettings settings, ProblemList problems) =>
        FidelityChecks.Complete(settings, problems);

    protected override IEnumerable<PluginClass?> PluginsOf(FidelitySettings settings) =>
        [
            PluginChecks.Find<IImageSet>(settings.Data.Name),
            PluginChecks.Find<ITopologySpace>(settings.Space.Plugin),
            PluginChecks.Find<IProxy>(settings.Proxy.Kind),
            .. settings.Fidelity.Arms.Select(arm => PluginChecks.Find<IProxy>(ProxyOf(arm.Value))),
        ];

    /// <summary>An arm that cannot be read is told of elsewhere.</summary>
    private static string? ProxyOf(JsonNode? arm) =>
        arm is JsonObject sections
        && sections["proxy"] is JsonObject proxy
        && proxy["kind"] is JsonValue value
        && value.TryGetValue<string>(out var kind)
            ? kind
            : null;

    protected override RunPlan Plan(FidelitySettings settings) => FidelityPlan.Of(settings);

    protected override MethodData Data(FidelitySettings settings) =>
        new([StNasFace.ImagesFor(settings.Space, settings.Data, settings.Plugins)])
        {
            Supplied = new(settings.Data, data => settings with { Data = data }),
        };

    protected override ISearchResult Result(FidelitySettings settings, SearchOutcome outcome) => new FidelityResult(settings, outcome);
}

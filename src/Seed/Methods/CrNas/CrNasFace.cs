using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Plugins;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Results;

namespace Seed.Methods.CrNas;

/// <summary>Computation reallocation for object detection.</summary>
public sealed class CrNasFace() : MethodFace<CrNasSettings>(CrNasSettings.MethodName)
{
    protected override CrNasSettings Complete(CrNasSettings settings, ProblemList problems) => CrNasChecks.Complete(settings, problems);

    protected override IEnumerable<PluginClass?> PluginsOf(CrNasSettings settings) =>
        [
            PluginChecks.Find<IImageSet>(settings.Pretraining.Data?.Name),
            PluginChecks.Find<IDetectionImageSet>(settings.Data.Name),
            PluginChecks.Find<IDetectionImageSet>(settings.Transfer?.Data?.Name),
            PluginChecks.Find<IDetectionProxy>(settings.Proxy.Kind),
        ];

    protected override RunPlan Plan(CrNasSettings settings) => CrNasPlan.Of(settings);

    /// <summary>Images with boxes are nowhere to be fetched from.</summary>
    protected override MethodData Data(CrNasSettings settings)
    {
        var needs = new List<DataNeed> { new BoxesNeed("", settings.Data, settings.Detector.Name, settings.Seed) };
        if (settings.Transfer is { } transfer)
        {
            needs.Add(
                new BoxesNeed("transfer", transfer.Data ?? settings.Data, transfer.Detector ?? settings.Detector.Name, settings.Seed)
            );
        }
        if (settings.Pretraining is not { Steps: > 0, Data: { } classified } pretraining)
            return new([.. needs]);
        needs.Add(new ClassifiedNeed("pretraining", classified, ImageFit.RequireColour));
        return new([.. needs]) { Supplied = new(classified, data => settings with { Pretraining = pretraining with { Data = data } }) };
    }

    /// <summary>A minibatch's shards each have a device.</summary>
    protected override int DeviceSpan(CrNasSettings settings) => settings.Detector.Shards;

    protected override ISearchResult Result(CrNasSettings settings, SearchOutcome outcome) => new CrNasResult(settings, outcome);
}

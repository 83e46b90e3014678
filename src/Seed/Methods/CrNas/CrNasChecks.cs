using System.Collections.Immutable;
using Nas.Model;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Data;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Nas.Model.WeightFiles.Weights;
using Seed.Hocon;
using Seed.Methods.Shared;

namespace Seed.Methods.CrNas;

internal static class CrNasChecks
{
    private const int ColourChannels = 3;

    public static CrNasSettings Complete(CrNasSettings settings, ProblemList problems)
    {
        DetectionDataChecks.Check("data", settings.Data, problems);
        DetectionDataChecks.CheckMasks("detector.name", settings.Detector.Name, settings.Data.Name, problems);
        var backbone = CheckBackbone(settings, problems);
        CheckConstraint(settings.Constraint, problems);
        ShardChecks.Check(settings, problems);
        CheckPretraining(settings.Pretraining, problems);
        TrainingChecks.Warmup("stage-supernet", settings.StageSupernet, problems);
        TrainingChecks.Warmup("operation-supernet", settings.OperationSupernet, problems);
        TrainingChecks.Warmup("final", settings.Final, problems);
        TrainingChecks.Chains("stage-langevin", settings.StageLangevin, problems);
        TrainingChecks.Chains("operation-langevin", settings.OperationLangevin, problems);
        CheckMoves("stage-langevin", settings.StageLangevin, problems);
        CheckMoves("operation-langevin", settings.OperationLangevin, problems);
        CheckTransfer(settings, problems);
        var (kind, options) = ProxyChecks.Complete(DetectionProxies.Catalog, settings.Proxy.Kind, settings.Proxy.Options, problems);
        return settings with
        {
            Proxy = settings.Proxy with { Kind = kind, Options = options },
            Data = Data("data", settings.Data, problems),
            Pretraining = settings.Pretraining is { Data: { } classified } pretraining
                ? pretraining with
                {
                    Data = ClassifiedDataChecks.Complete("pretraining.data", classified, problems),
                }
                : settings.Pretraining,
            Transfer = settings.Transfer is { Data: { } other } transfer
                ? transfer with
                {
                    Data = Data("transfer.data", other, problems),
                }
                : settings.Transfer,
            Backbone = backbone with { Dilations = backbone.Dilations ?? ReadableDilations.Readable },
            DoNoHarm = settings.DoNoHarm ?? true,
            StageSearch = settings.StageSearch with { Options = StrategyChecks.Options("stage-search", settings.StageSearch, problems) },
            OperationSearch = settings.OperationSearch with
            {
                Options = StrategyChecks.Options("operation-search", settings.OperationSearch, problems, partial: true),
            },
            Phases = CheckPhases(settings, problems),
        };
    }

    private static ImmutableArray<PhaseSettings>? CheckPhases(CrNasSettings settings, ProblemList problems)
    {
        var (data, dilations) = (settings.Data, settings.Backbone.Dilations ?? ReadableDilations.Readable);
        if (
            ((IPhasedSettings)settings).PhasesAfter(PhaseNames.OperationSearch).FirstOrDefault() is { } phase
            && dilations == ReadableDilations.Readable
            && ReadableDilations.Greatest(data.ShortSide, data.LongSide).All(greatest => greatest == 1)
        )
        {
            problems.Add(
                "backbone.dilations",
                $"readable leaves no dilation to search at {data.ShortSide} x {data.LongSide} pixels, and the phase '{phase.PhaseName}' follows the operation search; set backbone.dilations = any, raise data.short-side, or let the phase follow the stage search with after = {PhaseNames.StageSearch}"
            );
        }
        return PhaseChecks.Complete(settings, settings, problems);
    }

    private static DetectionDataSettings Data(string section, DetectionDataSettings data, ProblemList problems) =>
        DetectionDataChecks.Complete(section, data, problems);

    private static void CheckMoves(string section, LangevinSettings langevin, ProblemList problems)
    {
        if (langevin.Moves is { } kind)
            problems.Add(
                $"{section}.moves",
                $"is {kind}, a kind of coordinates of image classifiers; a detector's are sampled all together, so remove the key"
            );
    }

    /// <returns>The backbone under the name that all else knows it by.</returns>
    private static BackboneSettings CheckBackbone(CrNasSettings settings, ProblemList problems)
    {
        var backbone = settings.Backbone;
        var stages = StageOptions.All.Select(options => options.Name).ToArray();
        if (backbone.Stages is { } name && !stages.Contains(name))
            problems.AddUnknown("backbone.stages", "stage space", name, stages);
        if (backbone.Norm == "frozen" && backbone.Weights is null && settings.Pretraining.Steps == 0)
            problems.Add(
                "backbone.norm",
                "frozen would keep the statistics of weights that were never trained; give backbone.weights or pretraining.steps, or set backbone.norm = plain"
            );
        if (KnownName(backbone.Name, problems) is not { } known)
            return backbone;
        if (backbone.Weights is { } weights)
            CheckWeights(weights, known, problems);
        return backbone with { Name = known };
    }

    private static string? KnownName(string name, ProblemList problems)
    {
        try
        {
            return BackboneShapes.NameOf(name);
        }
        catch (UserException)
        {
            problems.AddUnknown("backbone.name", "backbone", name, BackboneShapes.Names);
            return null;
        }
    }

    private static void CheckWeights(string path, string backbone, ProblemList problems)
    {
        const string key = "backbone.weights";
        if (!File.Exists(path))
        {
            problems.Add(key, $"there is no file {path}; make it with langevin weights import, or remove the key");
            return;
        }
        try
        {
            var match = WeightsMatch.Of(PretrainedFile.Open(path).Tensors, BackboneState.Of(BackboneShapes.Find(backbone)));
            if (match.Matched.All(tensor => BackboneState.IsCount(tensor.Name)))
                problems.Add(
                    key,
                    $"{path} has no tensor of {backbone}; give weights of this backbone, as langevin weights inspect shows them"
                );
        }
        catch (UserException exception)
        {
            problems.Add(key, exception.Message.TrimEnd('.'));
        }
    }

    private static void CheckConstraint(ReallocationConstraintSettings constraint, ProblemList problems)
    {
        RangeChecks.Check("constraint.madds", constraint.Madds, problems);
        if (constraint is { Blocks: not null, Madds: not null })
            problems.Add("constraint.madds", "cannot be given together with constraint.blocks; remove one of them");
    }

    private static void CheckPretraining(PretrainingSettings pretraining, ProblemList problems)
    {
        if (pretraining.Data is { } data)
        {
            CheckSet("pretraining.data.name", data.Name);
            if (data.Fallback is { } fallback)
                CheckSet("pretraining.data.fallback", fallback);
        }
        if (pretraining.Steps == 0)
            return;
        TrainingChecks.Warmup("pretraining", pretraining, problems);
        if (pretraining.Data is null)
            problems.Add(
                "pretraining.data",
                "is missing; pre-training needs colour images with classes, as in pretraining.data.name = cifar10, or pretraining.steps = 0"
            );

        void CheckSet(string key, string name)
        {
            if (ClassifiedDataChecks.Find("pretraining.data", key, name, data, problems) is { Shape: { Channels: not ColourChannels } })
            {
                problems.Add(key, $"{name} has grey images, and backbones take colour; choose {InColour()}");
            }
        }
    }

    /// <summary>Our sets in colour, and the user's own images.</summary>
    private static string InColour()
    {
        var names = KnownSets
            .Standard.Own.Where(set => set.Shape is null or { Channels: ColourChannels })
            .Select(set => set.Name)
            .ToArray();
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    private static void CheckTransfer(CrNasSettings settings, ProblemList problems)
    {
        if (settings.Transfer is not { } transfer)
            return;
        var (detector, data) = (transfer.Detector ?? settings.Detector.Name, transfer.Data ?? settings.Data);
        if (detector == settings.Detector.Name && data == settings.Data)
            problems.Add(
                "transfer",
                "changes nothing; give transfer.detector or transfer.data another value than the search has, or remove the section"
            );
        if (transfer.Data is not null)
            DetectionDataChecks.Check("transfer.data", data, problems);
        // What is wrong with the search itself has been told.
        if (transfer.Detector is not null)
            DetectionDataChecks.CheckMasks("transfer.detector", detector, data.Name, problems);
        else if (transfer.Data is not null)
            DetectionDataChecks.CheckMasks("transfer.data.name", detector, data.Name, problems);
    }
}

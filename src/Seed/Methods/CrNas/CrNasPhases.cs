using System.Collections.Immutable;
using Actors.Strategies;
using Actors.Strategies.Racing;
using Nas.Model.Data;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Shared;

namespace Seed.Methods.CrNas;

/// <summary>The work of each phase of a CR-NAS search, roughly: what candidates of a set share is not taken off.</summary>
/// <param name="eligible">The allocations that meet the constraint.</param>
/// <param name="stageCandidates">Number of candidates that the stage search scores.</param>
/// <param name="operationCandidates">Most candidates that the operation search scores.</param>
internal sealed class CrNasPhases(
    CrNasSettings settings,
    ImmutableArray<Architecture> eligible,
    long stageCandidates,
    long operationCandidates
)
{
    /// <summary>Unmodified, stage-only and full.</summary>
    private const int FinalArchitectures = 3;

    /// <summary>Unmodified and full.</summary>
    private const int TransferArchitectures = 2;

    /// <summary>The usual side of an image, for folders of images whose side the settings do not name.</summary>
    private const int ClassifiedSide = 224;

    private readonly ImageCosts _costs = ImageCosts.Of(settings, eligible);

    public CostedPhase Of(string name)
    {
        var final = settings.Final;
        return name switch
        {
            PhaseNames.Pretraining => Training(name, settings.Pretraining, Classification().Supernet),
            PhaseNames.StageSupernet => Training(name, settings.StageSupernet, _costs.Training.Supernet),
            PhaseNames.StageSamples => Sampling(name, settings.StageLangevin, _costs.Training.Supernet),
            PhaseNames.StageSearch => Scoring(name, stageCandidates, settings.StageSearch, settings.StageLangevin, recalibrations: 1),
            PhaseNames.OperationSupernet => Training(name, settings.OperationSupernet, _costs.Training.Eligible),
            PhaseNames.OperationSamples => Sampling(name, settings.OperationLangevin, _costs.Training.Eligible),
            PhaseNames.OperationSearch => Scoring(
                name,
                operationCandidates,
                settings.OperationSearch,
                settings.OperationLangevin,
                OperationRecalibrations()
            ),
            PhaseNames.FinalPretraining => Networks(name, FinalArchitectures, settings.Pretraining, Classification().Eligible),
            PhaseNames.Final => Networks(name, final.Seeds * FinalArchitectures, final, _costs.Training.Eligible),
            PhaseNames.Transfer => Networks(name, final.Seeds * TransferArchitectures, final, TransferCosts().Training.Eligible),
            _ => throw new InvalidOperationException($"no plan for the phase {name}"),
        };
    }

    private static CostedPhase Training(string name, TrainingSettings training, double image) =>
        CostedPhase.Of(name, training.Steps, "steps", ForwardPasses.Of(training), image);

    private static CostedPhase Networks(string name, int networks, TrainingSettings training, double image) =>
        CostedPhase.Of(name, networks, "networks", ForwardPasses.Of(training, networks), image);

    private static CostedPhase Sampling(string name, LangevinSettings langevin, double image) =>
        CostedPhase.Of(name, langevin.Samples, "samples", ForwardPasses.Of(langevin), image);

    private CostedPhase Scoring(string name, long candidates, StrategySettings strategy, LangevinSettings langevin, int recalibrations)
    {
        var proxy = settings.Proxy;
        var (least, most) = RaceCost.Evaluations(strategy, candidates, Math.Max(1, langevin.Samples));
        double scored = ScoredImages(),
            recalibrated = settings.Backbone.Norm != "frozen" ? recalibrations * proxy.RecalibrationBatches * proxy.RecalibrationBatch : 0;
        var (passes, madds) = (scored + recalibrated, (scored * _costs.Scoring.Eligible) + (recalibrated * _costs.Backbone.Eligible));
        return new CostedPhase(name, candidates, "candidates", most * passes, most * madds)
        {
            LeastPasses = least * passes,
            LeastMadds = least * madds,
        };
    }

    /// <summary>Undecided parts of a candidate are drawn again for each minibatch, and so are its statistics.</summary>
    private int OperationRecalibrations() =>
        StrategyCatalog.Standard.MostInPart(settings.OperationSearch.Name) is not null
            ? (ScoredImages() + settings.Proxy.Batch - 1) / settings.Proxy.Batch
            : 1;

    private int ScoredImages()
    {
        var data = settings.Data;
        var there =
            data.ValidationImages ?? (data.Name == ProceduralDetectionSet.SetName ? ProceduralDetectionSet.ValidationImages : int.MaxValue);
        return Math.Min(settings.Proxy.Images, there);
    }

    private ImageCost Classification()
    {
        var data = settings.Pretraining.Data!;
        var side = data.Side ?? KnownSets.Standard.Named(data.Name, "pretraining.data.name").Shape?.Height ?? ClassifiedSide;
        return ImageCosts.OfBackbone(settings.Backbone, side, side, eligible);
    }

    private ImageCosts TransferCosts() =>
        ImageCosts.Of(
            settings with
            {
                Data = settings.Transfer?.Data ?? settings.Data,
                Detector = settings.Detector with { Name = settings.Transfer?.Detector ?? settings.Detector.Name },
            },
            eligible
        );
}

/// <param name="ForwardPasses">Work, in images that go through a network once; of a race, at most.</param>
/// <param name="Madds">The same work in Multiply-Adds.</param>
public sealed record CostedPhase(string Name, long Count, string Unit, double ForwardPasses, double Madds)
{
    /// <summary>Work in images at least.</summary>
    public double LeastPasses { get; init; } = ForwardPasses;

    /// <summary>Work in Multiply-Adds at least.</summary>
    public double LeastMadds { get; init; } = Madds;

    /// <param name="image">Multiply-Adds of an image.</param>
    public static CostedPhase Of(string name, long count, string unit, double passes, double image) =>
        new(name, count, unit, passes, passes * image);
}

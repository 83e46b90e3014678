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

    /// <summary>What a search found, and what it started from.</summary>
    private const int Compared = 2;

    /// <summary>Unmodified and full.</summary>
    private const int TransferArchitectures = 2;

    /// <summary>The usual side of an image, for folders of images whose side the settings do not name.</summary>
    private const int ClassifiedSide = 224;

    /// <summary>Without dilations to search, the stage-only result is the full one.</summary>
    private readonly int _final = new ReallocationPhaseSpaces(settings).HasDilations ? FinalArchitectures : TransferArchitectures;

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
            PhaseNames.StageComparison => Comparison(name, settings.StageLangevin),
            PhaseNames.OperationComparison => Comparison(name, settings.OperationLangevin),
            PhaseNames.OperationSupernet => Training(name, settings.OperationSupernet, _costs.Training.Eligible),
            PhaseNames.OperationSamples => Sampling(name, settings.OperationLangevin, _costs.Training.Eligible),
            PhaseNames.OperationSearch => Scoring(
                name,
                operationCandidates,
                settings.OperationSearch,
                settings.OperationLangevin,
                OperationRecalibrations()
            ),
            PhaseNames.FinalPretraining => Networks(name, _final, settings.Pretraining, Classification().Eligible),
            PhaseNames.Final => Networks(name, final.Seeds * _final, final, _costs.Training.Eligible),
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
        var (least, most) = RaceCost.Evaluations(strategy, candidates, Math.Max(1, langevin.Samples));
        var (passes, madds) = Evaluation(recalibrations);
        return new CostedPhase(name, candidates, "candidates", most * passes, most * madds)
        {
            LeastPasses = least * passes,
            LeastMadds = least * madds,
        };
    }

    /// <summary>All of a comparison's candidates meet all samples.</summary>
    private CostedPhase Comparison(string name, LangevinSettings langevin)
    {
        var (passes, madds) = Evaluation(recalibrations: 1);
        double evaluations = Compared * Math.Max(1, langevin.Samples);
        return new CostedPhase(name, Compared, "candidates", evaluations * passes, evaluations * madds);
    }

    /// <summary>The work of scoring one candidate with one set of weights.</summary>
    private (double Passes, double Madds) Evaluation(int recalibrations)
    {
        var proxy = settings.Proxy;
        double scored = ScoredImages(),
            recalibrated = settings.Backbone.Norm != "frozen" ? recalibrations * proxy.RecalibrationBatches * proxy.RecalibrationBatch : 0;
        return (scored + recalibrated, (scored * _costs.Scoring.Eligible) + (recalibrated * _costs.Backbone.Eligible));
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

using Nas.Model.Execution;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Settings;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

public sealed class DetectionRunsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, int> Runs =>
        new()
        {
            { PhaseNames.Pretraining, 0 },
            { PhaseNames.StageSupernet, 0 },
            { PhaseNames.StageSamples, 0 },
            { PhaseNames.OperationSupernet, 0 },
            { PhaseNames.OperationSamples, 1 },
            { PhaseNames.FinalPretraining, 1 },
            { PhaseNames.Final, 1 },
            { PhaseNames.Transfer, 0 },
        };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Runs))]
    public void A_run_stopped_and_resumed_ends_with_the_same_bits(string phase, int run)
    {
        var whole = Finish(Open(phase, run), "whole");
        var checkpoint = _folder.File("stopped");
        using (var first = Open(phase, run))
        {
            for (var i = 0; i < 2; i++)
                first.Advance();
            first.SaveCheckpoint(checkpoint);
        }
        var resumed = Open(phase, run, checkpoint);
        Assert.Equal(2, resumed.Step);
        var rest = Finish(resumed, "resumed");
        Assert.Equal(whole.Losses.Skip(2), rest.Losses);
        Assert.Equal(whole.Samples.Where(sample => sample.Step > 2), rest.Samples);
        Assert.Equal(whole.Checkpoint, rest.Checkpoint);
        Assert.Equal(whole.Weights, rest.Weights);
        Assert.Equal(whole.Measures, rest.Measures);
    }

    [Fact]
    public void Samples_are_dealt_to_the_chains_and_due_after_burn_in_every_thinning_steps()
    {
        // Three samples over two chains: two for the first, one for the second; burn-in 1, thinning 2.
        var first = Finish(Open(PhaseNames.StageSamples, 0), "first");
        var second = Finish(Open(PhaseNames.StageSamples, 1), "second");
        Assert.Equal([(3, 0), (5, 1)], first.Samples.Select(sample => (sample.Step, sample.Number)));
        Assert.Equal([(3, 0)], second.Samples.Select(sample => (sample.Step, sample.Number)));
        Assert.Equal(3, first.Samples.Concat(second.Samples).Select(sample => sample.Weights).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Runs_of_a_phase_start_from_different_weights_and_see_different_batches()
    {
        var (first, second) = (_folder.File("first"), _folder.File("second"));
        using (var run = Open(PhaseNames.Final, 0))
            run.SaveWeights(first);
        using (var run = Open(PhaseNames.Final, 1))
            run.SaveWeights(second);
        Assert.Contains("rpn.head.conv.0.0.weight", SmallReallocation.Differences(first, second));
        TrainingTask From(int run) => new(PhaseNames.Final, run, SmallReallocation.Dilated, first, null);
        using var one = DetectionRuns.Open(SmallReallocation.Context(), From(0));
        using var other = DetectionRuns.Open(SmallReallocation.Context(), From(1));
        Assert.NotEqual(one.Advance().Loss, other.Advance().Loss);
    }

    /// <summary>Seed 1 of the second architecture is run 4 where there are three seeds.</summary>
    [Fact]
    public void Equal_seeds_of_different_architectures_share_their_draws()
    {
        var (plain, dilated) = (_folder.File("plain"), _folder.File("dilated"));
        using (var run = Open(PhaseNames.Final, 1))
            run.SaveWeights(plain);
        using (var run = Open(PhaseNames.Final, SmallReallocation.Settings.Final.Seeds + 1))
            run.SaveWeights(dilated);
        Assert.Empty(SmallReallocation.Differences(plain, dilated));
        TrainingTask Of(int run) => new(PhaseNames.Final, run, SmallReallocation.Plain, null, null);
        using var one = DetectionRuns.Open(SmallReallocation.Context(), Of(1));
        using var other = DetectionRuns.Open(SmallReallocation.Context(), Of(SmallReallocation.Settings.Final.Seeds + 1));
        Assert.Equal(one.Advance().Loss, other.Advance().Loss);
    }

    [Theory]
    [InlineData("faster-rcnn-fpn", "plain")]
    [InlineData("mask-rcnn-fpn", "frozen")]
    [InlineData("retinanet-fpn", "plain")]
    public void Minibatches_without_objects_can_be_trained_on(string detector, string norm)
    {
        var data = SmallReallocation.Data;
        var settings = SmallReallocation.Settings with
        {
            Detector = SmallReallocation.Settings.Detector with { Name = detector },
            Backbone = SmallReallocation.Settings.Backbone with { Norm = norm },
        };
        var context = SmallReallocation.Context(settings, data with { Train = new SmallReallocation.Nothing(data.Train) });
        using var run = DetectionRuns.Open(context, new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null));
        while (run.Step < run.TotalSteps)
            Assert.True(run.Advance().Loss > 0);
        using var chain = DetectionRuns.Open(
            context,
            new TrainingTask(PhaseNames.OperationSamples, 0, SmallReallocation.Plain, null, null)
        );
        while (chain.Step < chain.TotalSteps)
            Assert.True(chain.Advance().Loss > 0);
    }

    [Fact]
    public void A_run_that_diverges_says_where()
    {
        var settings = SmallReallocation.Settings with
        {
            Final = SmallReallocation.Settings.Final with { LearningRate = 1e30, WarmupSteps = 0, ClipNorm = 0 },
        };
        using var run = DetectionRuns.Open(
            SmallReallocation.Context(settings),
            new TrainingTask(PhaseNames.Final, 4, SmallReallocation.Plain, null, null)
        );
        var failure = Assert.Throws<DivergedException>(run.Finish);
        Assert.StartsWith("Phase final, run 4: the loss became ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"in step {run.Step} of 4", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_the_number_of_tensors_flat()
    {
        var settings = SmallReallocation.Settings with { StageSupernet = SmallReallocation.Settings.StageSupernet with { Steps = 60 } };
        using var run = DetectionRuns.Open(
            SmallReallocation.Context(settings),
            new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null)
        );
        run.Advance();
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var tensors = statistics.ThreadTotalLiveCount;
        while (run.Step < run.TotalSteps)
        {
            run.Advance();
            Assert.Equal(tensors, statistics.ThreadTotalLiveCount);
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public void A_run_leaves_no_tensor_behind(string phase, int run)
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        using (var first = Open(phase, run))
            first.Finish();
        var before = statistics.ThreadTotalLiveCount;
        using (var second = Open(phase, run))
        {
            second.Finish();
            second.Measure();
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        var path = _folder.File("other");
        using (var run = Open(PhaseNames.Final, 0))
            run.SaveWeights(path);
        Assert.Throws<DamagedFileException>(() =>
            DetectionRuns.Open(
                SmallReallocation.Context(),
                new TrainingTask(PhaseNames.OperationSupernet, 0, SmallReallocation.Plain, path, null)
            )
        );
        Assert.Throws<DamagedFileException>(() =>
            DetectionRuns.Open(SmallReallocation.Context(), new TrainingTask(PhaseNames.StageSamples, 0, null, path, null))
        );
    }

    private ITrainingRun Open(string phase, int run, string? checkpoint = null)
    {
        var settings = SmallReallocation.Settings;
        if (phase is PhaseNames.Pretraining or PhaseNames.FinalPretraining)
        {
            settings = settings with { Pretraining = settings.Pretraining with { Data = ColourFolder.Write(_folder) } };
        }
        return DetectionRuns.Open(
            SmallReallocation.Context(settings),
            new TrainingTask(phase, run, SmallReallocation.Dilated, null, checkpoint)
        );
    }

    private Outcome Finish(ITrainingRun run, string name)
    {
        using (run)
        {
            var losses = new List<double>();
            var samples = new List<PublishedSample>();
            var path = _folder.File(name);
            while (run.Step < run.TotalSteps)
            {
                var result = run.Advance();
                losses.Add(result.Loss);
                if (result.Sample is not { } number)
                    continue;
                run.SaveWeights(path);
                samples.Add(new PublishedSample(run.Step, number, Convert.ToHexString(File.ReadAllBytes(path))));
            }
            run.SaveCheckpoint(path);
            var checkpoint = Convert.ToHexString(File.ReadAllBytes(path));
            run.SaveWeights(path);
            return new Outcome(losses, samples, checkpoint, Convert.ToHexString(File.ReadAllBytes(path)), string.Join(';', run.Measure()));
        }
    }

    private sealed record PublishedSample(int Step, int Number, string Weights);

    private sealed record Outcome(List<double> Losses, List<PublishedSample> Samples, string Checkpoint, string Weights, string Measures);
}

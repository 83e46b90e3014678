using System.Text.Json.Nodes;
using Nas.Model.Execution;
using Nas.Model.Methods;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Testing;

namespace Nas.Model.DeviceTests.Methods.Fidelity;

public sealed class StudyRuntimeTests : IDisposable
{
    private static readonly StudyLayout Layout = new(SmallStudy.Settings);

    private readonly TempFolder _folder = new();
    private readonly ISearchRuntime _runtime = new SearchRuntimeFactory().Open(SmallStudy.Settings);

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_supernet_publishes_its_earlier_states_on_the_way()
    {
        using var run = _runtime.OpenTraining(new TrainingTask(PhaseNames.Supernet, 1, null, null, null));
        var published = new List<(int Step, int Sample)>();
        while (run.Step < run.TotalSteps)
        {
            if (run.Advance().Sample is { } sample)
                published.Add((run.Step, sample));
        }
        Assert.Equal([(3, 0), (6, 1)], published);
    }

    [Fact]
    public void Chains_of_one_start_differ_in_their_sampler_alone()
    {
        var start = Supernet();
        // The sampler's and the noise-free chain from the same supernet, the first of each.
        var (noisy, still) = (RunOf(0, supernet: 0, checkpoint: 2), RunOf(1, supernet: 0, checkpoint: 2));
        Assert.Equal(FirstLoss(noisy, start), FirstLoss(still, start));
        Assert.NotEqual(FirstLoss(noisy, start), FirstLoss(RunOf(0, supernet: 1, checkpoint: 2), start));
        Assert.NotEqual(Moved(noisy, start), Moved(still, start));
        Assert.NotEqual(Moved(noisy, start), Moved(RunOf(0, supernet: 0, checkpoint: 1), start));
    }

    [Fact]
    public void The_truth_is_measured_on_the_test_images_and_differs_by_seed()
    {
        double Accuracy(int seed)
        {
            using var run = _runtime.OpenTraining(new TrainingTask(PhaseNames.Truth, Layout.RunOfTruth(1, seed), Text(0), null, null));
            while (run.Step < run.TotalSteps)
                run.Advance();
            return run.Measure()["test-loss"];
        }
        Assert.NotEqual(Accuracy(0), Accuracy(1));
        Assert.Equal(Accuracy(0), Accuracy(0));
    }

    [Fact]
    public void A_checkpoint_sees_more_images_than_a_sample_and_samples_see_their_own()
    {
        var weights = Supernet();
        var (sgld, noiseFree) = (SampleOf(arm: 0, number: 0), SampleOf(arm: 1, number: 0));
        Evaluation Score(string phase, int sample) =>
            Assert.Single(_runtime.Evaluate(new EvaluationTask(phase, [Text(0)], "a", weights) { Sample = sample }));

        Assert.NotEqual(Score(PhaseNames.CheckpointScores, 0).Loss, Score(PhaseNames.SameImageScores, 0).Loss);
        Assert.Equal(Score(PhaseNames.SameImageScores, 0), Score(PhaseNames.SameImageScores, 1));
        Assert.NotEqual(Score(PhaseNames.SampleScores, sgld).Loss, Score(PhaseNames.SampleScores, SampleOf(arm: 0, number: 1)).Loss);
        // The same number of every arm sees the same images, so that samplers are compared on them.
        Assert.NotEqual(sgld, noiseFree);
        Assert.Equal(Score(PhaseNames.SampleScores, sgld), Score(PhaseNames.SampleScores, noiseFree));
    }

    [Fact]
    public void An_arm_scores_its_samples_as_it_says()
    {
        var settings = SmallStudy.Settings with
        {
            Fidelity = SmallStudy.Settings.Fidelity with
            {
                Arms = JsonNode
                    .Parse("""{"own": {"proxy": {"own-recalibration": true}}, "none": {"proxy": {"recalibration-batches": 0}}}""")!
                    .AsObject(),
            },
        };
        using var runtime = new SearchRuntimeFactory().Open(settings);
        var layout = new StudyLayout(settings);
        var weights = Supernet();
        Evaluation Score(int arm, int number) =>
            Assert.Single(
                runtime.Evaluate(
                    new EvaluationTask(PhaseNames.SampleScores, [Text(0)], "a", weights) { Sample = SampleOf(arm, number, layout) }
                )
            );

        var (sampler, own, none) = (0, 2, 3);
        Assert.Equal(Score(sampler, 0), Score(own, 0));
        Assert.NotEqual(Score(sampler, 1).Loss, Score(own, 1).Loss);
        Assert.NotEqual(Score(sampler, 0).Loss, Score(none, 0).Loss);
    }

    /// <summary>A study keeps accuracies and losses whatever its metric; a search has the metric's score.</summary>
    [Fact]
    public void The_metric_is_what_a_search_scores_by_and_a_study_keeps_both()
    {
        var weights = Supernet();
        var proxy = SmallStudy.Settings.Proxy with { Metric = ProxyMetric.Loss };
        using var study = new SearchRuntimeFactory().Open(SmallStudy.Settings with { Proxy = proxy });
        using var search = new SearchRuntimeFactory().Open(SmallStudy.Settings.Search(SmallStudy.Settings.Langevin, proxy));
        static Evaluation Score(ISearchRuntime runtime, string phase, string weights) =>
            Assert.Single(runtime.Evaluate(new EvaluationTask(phase, [Text(0)], "a", weights) { Sample = 0 }));

        var both = Score(_runtime, PhaseNames.SampleScores, weights);
        Assert.InRange(both.Score, 0, 1);
        Assert.Equal(both, Score(study, PhaseNames.SampleScores, weights));
        Assert.Equal(new Evaluation(-both.Loss!.Value, both.Loss), Score(search, PhaseNames.Search, weights));
    }

    private static int SampleOf(int arm, int number, StudyLayout? layout = null) =>
        (layout ?? Layout).Samples.Index().First(sample => sample.Item.Arm == arm && sample.Item.Number == number).Index;

    private static string Text(int number)
    {
        var space = SearchSpaces.Open(SmallStudy.Settings.Space);
        return space.Format(new ConstrainedSpace(space, CostRange.Any).Sample(RandomStream.For(5, "study-runtime", number)));
    }

    private static int RunOf(int arm, int supernet, int checkpoint) => Layout.Chains.IndexOf(new StudyChain(arm, supernet, checkpoint, 0));

    private double FirstLoss(int run, string start)
    {
        using var chain = _runtime.OpenTraining(new TrainingTask(PhaseNames.Samples, run, null, start, null));
        return chain.Advance().Loss;
    }

    /// <summary>The hash of the weights after a step.</summary>
    private string Moved(int run, string start)
    {
        using var chain = _runtime.OpenTraining(new TrainingTask(PhaseNames.Samples, run, null, start, null));
        chain.Advance();
        var path = _folder.File($"moved-{run}-{Guid.NewGuid():N}");
        chain.SaveWeights(path);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
    }

    private string Supernet()
    {
        var path = _folder.File($"supernet-{Guid.NewGuid():N}");
        using var run = _runtime.OpenTraining(new TrainingTask(PhaseNames.Supernet, 0, null, null, null));
        run.Advance();
        run.SaveWeights(path);
        return path;
    }
}

using Nas.Model.Execution;
using Nas.Model.Tests.Data;
using Nas.Model.Training.Detection;

namespace Nas.Model.Tests.Training.Detection;

public sealed class DetectionRunsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Runs => new()
    {
        { PhaseNames.StageSupernet, 0 }, { PhaseNames.Final, 1 }, { PhaseNames.Transfer, 0 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Runs))]
    public void A_run_stopped_and_resumed_ends_with_the_same_bits(string phase, int run)
    {
        var whole = Finish(Open(phase, run), "whole");
        var checkpoint = _folder.File("stopped");
        using (var first = Open(phase, run))
        {
            for (var i = 0; i < 2; i++) first.Advance();
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

    private static ITrainingRun Open(string phase, int run, string? checkpoint = null) => DetectionRuns.Open(
        SmallReallocation.Context(), new TrainingTask(phase, run, SmallReallocation.Dilated, null, checkpoint));

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
                if (result.Sample is not { } number) continue;
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

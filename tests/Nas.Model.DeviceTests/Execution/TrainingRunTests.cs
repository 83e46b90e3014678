using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Methods.StNas.Training;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.WeightFiles;
using TorchSharp;

namespace Nas.Model.DeviceTests.Execution;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runs").FullName;
    private readonly StNasContext _context = SmallSearch.Context();

    public static TheoryData<string, int> Runs =>
        new()
        {
            { PhaseNames.Supernet, 0 },
            { PhaseNames.Samples, 0 },
            { PhaseNames.Samples, 1 },
            { PhaseNames.Retrain, 2 },
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Runs))]
    public void A_run_stopped_and_resumed_after_any_step_ends_with_the_same_bits(string phase, int run)
    {
        var whole = Finish(Open(phase, run), "whole");
        for (var stop = 1; stop < whole.Losses.Count; stop += 2)
        {
            var checkpoint = Path.Combine(_folder, "stopped");
            using (var first = Open(phase, run))
            {
                for (var i = 0; i < stop; i++)
                    first.Advance();
                first.SaveCheckpoint(checkpoint);
            }
            var resumed = Open(phase, run, checkpoint);
            Assert.Equal(stop, resumed.Step);
            var rest = Finish(resumed, "resumed");
            Assert.Equal(whole.Losses.Skip(stop), rest.Losses);
            Assert.Equal(whole.Samples.Where(sample => sample.Step > stop), rest.Samples);
            Assert.Equal(whole.Checkpoint, rest.Checkpoint);
            Assert.Equal(whole.Measures, rest.Measures);
        }
    }

    /// <summary>Chain paths are those of <see cref="SupernetPaths"/> in both phases, before and after a restart.</summary>
    [Theory]
    [InlineData(PhaseNames.Supernet, 0)]
    [InlineData(PhaseNames.Samples, 1)]
    public void A_run_that_trains_chains_too_is_resumed_with_the_same_bits(string phase, int run)
    {
        var settings = SmallSearch.Settings with
        {
            Space = SmallSearch.Settings.Space with { Sampling = SpaceSettings.ByTopology },
            Supernet = SmallSearch.Settings.Supernet with { ChainPaths = 0.5 },
        };
        var context = SmallSearch.Context(settings);
        ITrainingRun Begin(string? checkpoint = null) =>
            new StNasRuntime(context).OpenTraining(
                new TrainingTask(phase, run, null, phase == PhaseNames.Samples ? Supernet() : null, checkpoint)
            );

        var paths = new SupernetPaths(context.Space, context.Paths, 0.5, settings.Seed, phase, run);
        var (before, after, stopped) = (Path.Combine(_folder, "before"), Path.Combine(_folder, "after"), Path.Combine(_folder, "stopped"));
        var chains = 0;
        using (var training = Begin())
        {
            for (var step = 0; step < 5; step++)
            {
                training.SaveWeights(before);
                training.Advance();
                training.SaveWeights(after);
                CheckMoved(Moved(before, after), context, paths.At(step), everything: phase == PhaseNames.Samples);
                chains += context.Space.ChainOnly!.Allows(paths.At(step)) ? 1 : 0;
            }
            training.SaveCheckpoint(stopped);
        }
        Assert.InRange(chains, 1, 4);
        var (whole, rest) = (Finish(Begin(), "whole"), Finish(Begin(stopped), "resumed"));
        Assert.Equal(whole.Losses.Skip(5), rest.Losses);
        Assert.Equal(whole.Checkpoint, rest.Checkpoint);
        Assert.NotEqual(Finish(Open(phase, run), "usual").Losses, whole.Losses);
    }

    [Fact]
    public void Samples_are_dealt_to_the_chains_and_due_after_burn_in_every_thinning_steps()
    {
        // Five samples over two chains: three for the first, two for the second; burn-in 3, thinning 2.
        var first = Finish(Open(PhaseNames.Samples, 0), "first");
        var second = Finish(Open(PhaseNames.Samples, 1), "second");
        Assert.Equal([(5, 0), (7, 1), (9, 2)], first.Samples.Select(sample => (sample.Step, sample.Number)));
        Assert.Equal([(5, 0), (7, 1)], second.Samples.Select(sample => (sample.Step, sample.Number)));
        Assert.Equal(5, first.Samples.Concat(second.Samples).Select(sample => sample.Weights).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_step_moves_only_what_its_path_uses()
    {
        foreach (var (phase, run) in new[] { (PhaseNames.Supernet, 0), (PhaseNames.Samples, 1) })
        {
            using var training = Open(phase, run);
            var (before, after) = (Path.Combine(_folder, "before"), Path.Combine(_folder, "after"));
            for (var step = 0; step < 4; step++)
            {
                training.SaveWeights(before);
                training.Advance();
                training.SaveWeights(after);
                var path = _context.Paths.Sample(RandomStream.For(_context.Settings.Seed, phase + "-path", run, step));
                CheckMoved(Moved(before, after), _context, path, everything: phase == PhaseNames.Samples);
            }
        }
    }

    [Fact]
    public void Paths_of_the_supernet_lie_inside_the_constraint()
    {
        var madds = _context.Space.MAdds;
        var range = new CostRange(madds.Min, madds.Min + ((madds.Max - madds.Min) / 4));
        var narrow = SmallSearch.Context(range: range);
        using var training = new StNasRuntime(narrow).OpenTraining(new TrainingTask(PhaseNames.Supernet, 0, null, null, null));
        var (before, after) = (Path.Combine(_folder, "before"), Path.Combine(_folder, "after"));
        for (var step = 0; step < 8; step++)
        {
            training.SaveWeights(before);
            training.Advance();
            training.SaveWeights(after);
            var path = narrow.Paths.Sample(RandomStream.For(narrow.Settings.Seed, "supernet-path", 0, step));
            Assert.True(range.Contains(madds.Of(path)));
            CheckMoved(Moved(before, after), narrow, path, everything: false);
        }
    }

    [Fact]
    public void Retraining_learns_and_measures_what_it_learnt()
    {
        var settings = SmallSearch.Settings with { Retrain = SmallSearch.Settings.Retrain with { Steps = 120, LearningRate = 0.1 } };
        var context = SmallSearch.Context(settings);
        var architecture = context.Space.Format(context.Paths.Sample(RandomStream.For(1, "retrain")));
        using var run = new StNasRuntime(context).OpenTraining(new TrainingTask(PhaseNames.Retrain, 0, architecture, null, null));
        while (run.Step < run.TotalSteps)
            run.Advance();
        var measures = run.Measure();

        Assert.Equal(["madds", "parameters", "test-loss", "test-top1", "validation-loss", "validation-top1"], measures.Keys);
        Assert.InRange(measures["test-top1"], 0.9, 1);
        Assert.InRange(measures["validation-top1"], 0.9, 1);
        Assert.InRange(measures["test-loss"], 0, 0.6);
        Assert.Equal(context.Space.MAdds.Of(context.Space.Parse(architecture)), measures["madds"]);
        Assert.Equal(measures, run.Measure());
    }

    [Fact]
    public void Runs_of_a_phase_start_from_different_weights_and_see_different_batches()
    {
        var first = Finish(Open(PhaseNames.Retrain, 0), "first");
        var second = Finish(Open(PhaseNames.Retrain, 1), "second");
        Assert.NotEqual(first.Losses[0], second.Losses[0]);
    }

    [Fact]
    public void A_checkpoint_of_another_run_or_a_cut_one_is_refused()
    {
        var checkpoint = Path.Combine(_folder, "checkpoint");
        using (var run = Open(PhaseNames.Retrain, 0))
        {
            run.Advance();
            run.SaveCheckpoint(checkpoint);
        }
        Assert.Contains(
            "retrain/0",
            Assert.Throws<DamagedFileException>(() => Open(PhaseNames.Retrain, 1, checkpoint)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<DamagedFileException>(() => Open(PhaseNames.Supernet, 0, checkpoint));
        var bytes = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, bytes[..^1]);
        Assert.Throws<DamagedFileException>(() => Open(PhaseNames.Retrain, 0, checkpoint));
    }

    [Fact]
    public void A_run_that_diverges_says_where()
    {
        var settings = SmallSearch.Settings with { Retrain = SmallSearch.Settings.Retrain with { LearningRate = 1e30, WarmupSteps = 0 } };
        var context = SmallSearch.Context(settings);
        var architecture = context.Space.Format(context.Paths.Sample(RandomStream.For(1, "retrain")));
        using var run = new StNasRuntime(context).OpenTraining(new TrainingTask(PhaseNames.Retrain, 4, architecture, null, null));
        var failure = Assert.Throws<DivergedException>(() =>
        {
            while (run.Step < run.TotalSteps)
                run.Advance();
        });
        Assert.Contains($"Phase retrain, run 4: the loss became NaN in step {run.Step} of 10", failure.Message, StringComparison.Ordinal);
    }

    private ITrainingRun Open(string phase, int run, string? checkpoint = null)
    {
        var context = SmallSearch.Context();
        var architecture = context.Space.Format(context.Paths.Sample(RandomStream.For(1, "retrain")));
        return new StNasRuntime(context).OpenTraining(
            new TrainingTask(
                phase,
                run,
                phase == PhaseNames.Retrain ? architecture : null,
                phase == PhaseNames.Samples ? Supernet() : null,
                checkpoint
            )
        );
    }

    private string Supernet()
    {
        var path = Path.Combine(_folder, "supernet");
        if (File.Exists(path))
            return path;
        using var run = Open(PhaseNames.Supernet, 0);
        while (run.Step < run.TotalSteps)
            run.Advance();
        run.SaveWeights(path);
        return path;
    }

    private Outcome Finish(ITrainingRun run, string name)
    {
        using (run)
        {
            var losses = new List<double>();
            var samples = new List<PublishedSample>();
            var path = Path.Combine(_folder, name);
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
            return new Outcome(losses, samples, Convert.ToHexString(File.ReadAllBytes(path)), string.Join(';', run.Measure()));
        }
    }

    /// <summary>
    /// Only tensors of the path's layers moved. With noise all of them did, and without noise at least the kernels (the gradient of a scale
    /// before another normalisation is zero except at ReLU6's upper end).
    /// </summary>
    private static void CheckMoved(List<string> moved, StNasContext context, Architecture path, bool everything)
    {
        var layers = context
            .Space.CostOf(path)
            .Layers.Where(layer => layer.Cost.MAdds > 0)
            .Select(layer =>
                layer.Name == "head.linear" ? "linear." : layer.Name.Replace('/', '.').Replace(".conv", "", StringComparison.Ordinal) + "."
            )
            .ToList();
        Assert.All(moved, name => Assert.Contains(layers, layer => name.StartsWith(layer, StringComparison.Ordinal)));
        foreach (var layer in layers)
        {
            var movedHere = moved.Where(name => name.StartsWith(layer, StringComparison.Ordinal)).ToList();
            Assert.Contains(
                movedHere,
                name => name.EndsWith(layer == "linear." ? "linear.weight" : "conv.weight", StringComparison.Ordinal)
            );
            if (everything)
                Assert.Equal(layer == "linear." ? 2 : 3, movedHere.Count);
        }
    }

    private static List<string> Moved(string before, string after)
    {
        using var scope = torch.NewDisposeScope();
        using var first = SafetensorsFile.Open(before);
        using var second = SafetensorsFile.Open(after);
        return [.. first.Names.Where(name => !first.Read(name).bytes.SequenceEqual(second.Read(name).bytes))];
    }

    private sealed record PublishedSample(int Step, int Number, string Weights);

    private sealed record Outcome(List<double> Losses, List<PublishedSample> Samples, string Checkpoint, string Measures);
}

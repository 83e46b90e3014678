using Nas.Model.DeviceTests.Methods.CrNas.Training;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.DeviceTests.Execution;

/// <summary>Training runs that phases of plug-ins order: like the method's own phases, except for what the plug-ins plan.</summary>
public sealed class PluggedRunsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugged").FullName;
    private readonly StNasContext _context = SmallSearch.Context();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_supernet_goes_on_from_weights_for_its_own_steps_along_paths_of_its_part()
    {
        // Stage 1 of chains alone: the layers of its augmented edge lie on no path.
        var mask = _context
            .Space.Decisions.Index()
            .Where(one => one.Item.Group == "s1")
            .Aggregate(OptionMask.All(_context.Space), (rest, decision) => rest.Restrict(decision.Index, 0));
        var within = SpacePart.Name(SpacePart.Whole, mask);
        var supernet = Weights(new TrainingTask(PhaseNames.Supernet, 0, null, null, null), "supernet");
        var task = new TrainingTask("shrink", 0, null, supernet, null)
        {
            Like = PhaseNames.Supernet,
            Within = within,
            Steps = 9,
        };

        using var run = new StNasRuntime(_context).OpenTraining(task);
        Assert.Equal(9, run.TotalSteps);
        run.SaveWeights(Path.Combine(_folder, "begun"));
        Assert.Empty(SmallReallocation.Differences(supernet, Path.Combine(_folder, "begun")));
        while (run.Step < run.TotalSteps)
            run.Advance();
        run.SaveWeights(Path.Combine(_folder, "shrunk"));

        var moved = SmallReallocation.Differences(supernet, Path.Combine(_folder, "shrunk"));
        var everywhere = SmallReallocation.Differences(supernet, Weights(task with { Within = null }, "everywhere"));
        Assert.NotEmpty(moved);
        Assert.ProperSubset(everywhere.ToHashSet(StringComparer.Ordinal), moved.ToHashSet(StringComparer.Ordinal));
        var possible = Enumerable
            .Range(0, 200)
            .Select(number =>
                _context.Space.CostOf(
                    new ConstrainedSpace(_context.Space, CostRange.Any, mask).Sample(Randomness.RandomStream.For(1, "paths", number))
                )
            )
            .SelectMany(cost => cost.Layers)
            .Select(layer =>
                layer
                    .Name.Replace('/', '.')
                    .Replace(".conv", "", StringComparison.Ordinal)
                    .Replace("head.linear", "linear", StringComparison.Ordinal) + "."
            )
            .ToHashSet();
        Assert.All(moved, name => Assert.Contains(possible, layer => name.StartsWith(layer, StringComparison.Ordinal)));
    }

    [Fact]
    public void Samples_of_another_phase_have_noise_of_their_own()
    {
        var supernet = Weights(new TrainingTask(PhaseNames.Supernet, 0, null, null, null), "supernet");
        var own = Weights(new TrainingTask(PhaseNames.Samples, 0, null, supernet, null), "own");
        var again = Weights(new TrainingTask("resample", 0, null, supernet, null) { Like = PhaseNames.Samples }, "again");
        var third = Weights(new TrainingTask("thrice", 0, null, supernet, null) { Like = PhaseNames.Samples }, "third");
        Assert.NotEmpty(SmallReallocation.Differences(own, again));
        Assert.NotEmpty(SmallReallocation.Differences(again, third));
    }

    [Fact]
    public void A_trial_is_a_retraining_that_sees_no_test_image()
    {
        var architecture = _context.Space.Format(_context.Paths.Sample(Randomness.RandomStream.For(1, "retrain")));
        var blind = _context with { Data = _context.Data with { Test = null! } };
        using var run = new StNasRuntime(blind).OpenTraining(
            new TrainingTask("try-out", 5, architecture, null, null)
            {
                Like = PhaseNames.Trial,
                Steps = 7,
                Draw = 0,
            }
        );
        Assert.Equal(7, run.TotalSteps);
        while (run.Step < run.TotalSteps)
            run.Advance();
        Assert.Equal(["madds", "parameters", "validation-loss", "validation-top1"], run.Measure().Keys);
    }

    [Fact]
    public void Trials_of_one_draw_begin_alike_and_see_the_same_images()
    {
        var architecture = _context.Space.Format(_context.Paths.Sample(Randomness.RandomStream.For(1, "retrain")));
        double[] Losses(int run, int? draw)
        {
            using var trial = new StNasRuntime(_context).OpenTraining(
                new TrainingTask("try-out", run, architecture, null, null)
                {
                    Like = PhaseNames.Trial,
                    Steps = 5,
                    Draw = draw,
                }
            );
            return [.. Enumerable.Range(0, 5).Select(_ => trial.Advance().Loss)];
        }
        Assert.Equal(Losses(0, 0), Losses(3, 0));
        Assert.NotEqual(Losses(0, 0), Losses(0, 1));
    }

    private string Weights(TrainingTask task, string name)
    {
        using var run = new StNasRuntime(_context).OpenTraining(task);
        while (run.Step < run.TotalSteps)
            run.Advance();
        var path = Path.Combine(_folder, name);
        run.SaveWeights(path);
        return path;
    }
}

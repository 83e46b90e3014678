using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Testing;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

/// <summary>Training runs that phases of plug-ins order in a CR-NAS search, and the scores of their candidates.</summary>
public sealed class PluggedDetectionRunsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CrNasContext _context = SmallReallocation.Context();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_stage_supernet_goes_on_within_a_part_and_moves_no_other_branch()
    {
        var stages = Weights(new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null), "stages");
        var mask = OptionMask.All(_context.Spaces.Allocations).Restrict(0, 0).Restrict(1, 1).Restrict(2, 0).Restrict(3, 1);
        var task = new TrainingTask("shrink", 0, null, stages, null)
        {
            Like = PhaseNames.StageSupernet,
            Within = SpacePart.Name(ReallocationPhaseSpaces.Stages, mask),
            Steps = 3,
        };

        var moved = SmallReallocation.Differences(stages, Weights(task, "shrunk"));
        var everywhere = SmallReallocation.Differences(stages, Weights(task with { Within = null, Steps = 20 }, "everywhere"));

        using var network = SupernetDetector.Stages(_context);
        var names = network.Tensors.ToDictionary(tensor => (object)tensor.Value, tensor => tensor.Name, ReferenceEqualityComparer.Instance);
        var path = new Architecture([0, 1, 0, 1]);
        var allowed = ((StageSupernet)network.Supernet)
            .StateOf(path)
            .Select(tensor => names[tensor.Value])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Subset(
            allowed,
            moved.Where(name => name.StartsWith("backbone.body.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal)
        );
        Assert.Contains(everywhere, name => !allowed.Contains(name) && name.StartsWith("backbone.body.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_operation_supernet_goes_on_with_all_that_it_had()
    {
        var operations = Weights(new TrainingTask(PhaseNames.OperationSupernet, 0, SmallReallocation.Plain, null, null), "operations");
        using var run = DetectionRuns.Open(
            _context,
            new TrainingTask("further", 0, SmallReallocation.Plain, operations, null) { Like = PhaseNames.OperationSupernet, Steps = 2 }
        );
        run.SaveWeights(_folder.File("begun"));
        Assert.Empty(SmallReallocation.Differences(operations, _folder.File("begun")));
        Assert.Equal(2, run.TotalSteps);
        run.Finish();
    }

    [Fact]
    public void A_trial_is_a_final_training_that_sees_no_test_image()
    {
        var blind = SmallReallocation.Context(data: SmallReallocation.Data with { Test = null! });
        using var run = DetectionRuns.Open(
            blind,
            new TrainingTask("try-out", 5, SmallReallocation.Dilated, null, null)
            {
                Like = PhaseNames.Trial,
                Steps = 2,
                Draw = 0,
            }
        );
        run.Finish();
        Assert.Equal(["madds", "parameters", "validation-ap", "validation-ap50"], run.Measure().Keys);
    }

    [Fact]
    public void Candidates_of_a_plug_in_are_scored_as_those_of_the_phase_they_are_like()
    {
        var stages = Weights(new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null), "stages");
        using var proxy = new ReallocationScores(_context);
        var own = proxy.Evaluate(new EvaluationTask(PhaseNames.StageSearch, ["1,3,2,2"], "a", stages));
        Assert.Equal(own, proxy.Evaluate(new EvaluationTask("refine", ["1,3,2,2"], "a", stages) { Like = PhaseNames.StageSearch }));
        Assert.Throws<ArgumentException>(() => proxy.Evaluate(new EvaluationTask("refine", ["1,3,2,2"], "a", stages)));
    }

    private string Weights(TrainingTask task, string name)
    {
        using var run = DetectionRuns.Open(_context, task);
        run.Finish();
        var path = _folder.File(name);
        run.SaveWeights(path);
        return path;
    }
}

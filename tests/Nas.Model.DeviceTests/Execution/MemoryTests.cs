using Nas.Model.DeviceTests.Methods.CrNas.Training;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.DeviceTests.Execution;

/// <summary>Alone in the process while it runs: it measures the process.</summary>
[CollectionDefinition("Memory", DisableParallelization = true)]
public sealed class MemoryCollection;

[Collection("Memory")]
public sealed class MemoryTests
{
    private const long ToleranceBytes = 32L << 20;

    [Fact]
    public void Two_thousand_training_steps_leave_tensors_and_resident_memory_flat()
    {
        HeapTuning.KeepFreedMemory();
        var settings = SmallSearch.Settings with { Supernet = SmallSearch.Settings.Supernet with { Steps = 2100 } };
        using var run = new StNasRuntime(SmallSearch.Context(settings)).OpenTraining(
            new TrainingTask(PhaseNames.Supernet, 0, null, null, null)
        );
        for (var step = 0; step < 100; step++)
            run.Advance();
        var tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var resident = Resident();
        for (var step = 0; step < 2000; step++)
        {
            run.Advance();
            Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }
        Assert.InRange(Resident() - resident, long.MinValue, ToleranceBytes);
    }

    /// <summary>Tensors pass from thread to thread here, so that counts of a thread's own say nothing.</summary>
    [Fact]
    public void Steps_in_synchronised_shards_leave_resident_memory_flat()
    {
        HeapTuning.KeepFreedMemory();
        var small = SmallReallocation.Settings;
        var settings = small with
        {
            Backbone = small.Backbone with { Norm = "synchronised" },
            Detector = small.Detector with { Shards = 2 },
            StageSupernet = small.StageSupernet with { Steps = 200 },
        };
        using var run = DetectionRuns.Open(
            SmallReallocation.Context(settings),
            new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null)
        );
        while (run.Step < 50)
            run.Advance();
        var resident = Resident();
        while (run.Step < run.TotalSteps)
            run.Advance();
        Assert.InRange(Resident() - resident, long.MinValue, ToleranceBytes);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}

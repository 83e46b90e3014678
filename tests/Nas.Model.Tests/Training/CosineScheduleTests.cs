using Nas.Model.Training;

namespace Nas.Model.Tests.Training;

public sealed class CosineScheduleTests
{
    private readonly CosineSchedule _schedule = new(Peak: 0.4, WarmupSteps: 10, TotalSteps: 110);

    [Fact]
    public void Warm_up_rises_in_equal_steps_to_the_peak()
    {
        Assert.Equal(0.04, _schedule.At(0), 12);
        Assert.Equal(0.4, _schedule.At(9), 12);
    }

    [Fact]
    public void The_cosine_starts_at_the_peak_passes_half_and_nearly_ends_at_zero()
    {
        Assert.Equal(0.4, _schedule.At(10), 12);
        Assert.Equal(0.2, _schedule.At(60), 12);
        Assert.InRange(_schedule.At(109), 0, 0.4 * 0.001);
    }

    [Fact]
    public void A_run_that_is_all_warm_up_only_rises() =>
        Assert.Equal([0.1, 0.2, 0.3], Enumerable.Range(0, 3).Select(step => Math.Round(new CosineSchedule(0.4, 4, 3).At(step), 12)));
}

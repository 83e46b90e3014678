using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Training;

namespace Nas.Model.Tests.Training;

public sealed class RateScheduleTests
{
    /// <summary>The "1x" schedule of detectors: 90,000 steps with drops at 60,000 and 80,000, behind 500 of warm-up.</summary>
    [Theory]
    [InlineData(0, 0.02 / 500)]
    [InlineData(249, 0.01)]
    [InlineData(499, 0.02)]
    [InlineData(500, 0.02)]
    [InlineData(59_999, 0.02)]
    [InlineData(60_000, 0.002)]
    [InlineData(79_999, 0.002)]
    [InlineData(80_000, 0.0002)]
    [InlineData(89_999, 0.0002)]
    public void Steps_drop_to_a_tenth_at_two_thirds_and_to_a_hundredth_at_eight_ninths(int step, double rate) =>
        Assert.Equal(rate, Schedule("steps").At(step), 1e-12);

    [Fact]
    public void A_schedule_is_the_one_that_the_settings_name()
    {
        Assert.Equal(new CosineSchedule(0.02, 500, 90_000), Schedule("cosine"));
        Assert.Contains("'cosin'", Assert.Throws<UserException>(() => Schedule("cosin")).Message, StringComparison.Ordinal);
    }

    private static RateSchedule Schedule(string name) =>
        RateSchedule.Of(
            new FinalSettings
            {
                Steps = 90_000,
                WarmupSteps = 500,
                LearningRate = 0.02,
                Schedule = name,
            }
        );
}

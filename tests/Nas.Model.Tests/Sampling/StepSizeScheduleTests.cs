using Nas.Model.Sampling;
using Nas.Model.Settings;

namespace Nas.Model.Tests.Sampling;

public sealed class StepSizeScheduleTests
{
    private static readonly LangevinSettings Settings = new()
    {
        LearningRate = 0.01,
        DecaySteps = 100,
        DecayPower = 0.5,
        CycleSteps = 40,
    };

    [Theory]
    [InlineData("polynomial"), InlineData("cyclic"), InlineData("constant")]
    public void The_first_step_size_makes_the_drift_a_gradient_step_at_the_learning_rate(string schedule) =>
        Assert.Equal(2 * 0.01 / 50_000, StepSizeSchedule.From(Settings with { Schedule = schedule }, examples: 50_000).At(0), 15);

    [Fact]
    public void Polynomial_steps_follow_their_law()
    {
        var steps = StepSizeSchedule.From(Settings with { Schedule = "polynomial" }, examples: 2);
        Assert.Equal(0.01 / 2, steps.At(300), 15); // (1 + 300 / 100) ^ -0.5 = 1 / 2
    }

    [Fact]
    public void Cyclic_steps_fall_to_nearly_nothing_and_rise_again()
    {
        var steps = StepSizeSchedule.From(Settings with { Schedule = "cyclic" }, examples: 2);
        Assert.Equal(0.01 / 2, steps.At(20), 15);
        Assert.InRange(steps.At(39), 0, 0.01 * 0.01);
        Assert.Equal(0.01, steps.At(40), 15);
        Assert.Equal(steps.At(7), steps.At(87));
    }

    [Fact]
    public void Constant_steps_stay() =>
        Assert.Equal(0.01, StepSizeSchedule.From(Settings with { Schedule = "constant" }, examples: 2).At(100_000));
}

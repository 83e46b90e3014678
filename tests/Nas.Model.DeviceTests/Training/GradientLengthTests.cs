using Nas.Model.Training;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Training;

public sealed class GradientLengthTests
{
    [Theory]
    [InlineData(26, 1)]
    [InlineData(13, 1)]
    [InlineData(6.5, 0.5)]
    [InlineData(0.13, 0.01)]
    public void Gradients_longer_than_the_limit_are_scaled_down_to_it_all_alike(double longest, double share)
    {
        using var scope = NewDisposeScope();
        // 3, 4 and 12: together 13.
        var gradients = new[]
        {
            tensor(new float[] { 3, -4 }),
            tensor(
                new float[,]
                {
                    { 0, 12 },
                }
            ),
        };
        Assert.Equal(13, GradientLength.Limit(gradients, longest), 1e-6);
        Assert.Equal(
            new[] { 3 * share, -4 * share, 0, 12 * share },
            gradients.SelectMany(gradient => gradient.data<float>().ToArray()).Select(value => (double)value),
            (a, b) => Math.Abs(a - b) < 1e-6
        );
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_length_that_is_no_number_is_told_and_nothing_scaled(float value)
    {
        using var scope = NewDisposeScope();
        var gradients = new[] { tensor(new[] { 3, value }) };
        Assert.False(double.IsFinite(GradientLength.Limit(gradients, 1)));
        Assert.Equal(3, gradients[0][0].item<float>());
    }
}

using Nas.Model.Metrics;

namespace Nas.Model.Tests.Metrics;

public class StudentTTests
{
    /// <summary>Quantiles as tables print them.</summary>
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(4, 2.776)]
    [InlineData(5, 2.571)]
    [InlineData(9, 2.262)]
    [InlineData(29, 2.045)]
    [InlineData(99, 1.984)]
    public void Students_t_is_that_of_the_tables(int freedom, double quantile)
    {
        Assert.InRange(StudentT.Quantile95(freedom) / quantile, 0.998, 1.002);
        Assert.Equal(0.025, StudentT.UpperTail(quantile, freedom), 0.00005);
        Assert.Equal(0.975, StudentT.UpperTail(-quantile, freedom), 0.00005);
    }

    /// <summary>With one degree of freedom it is Cauchy's, with two t / sqrt(2 + t^2) lies between -t and t.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(-2.5)]
    [InlineData(40)]
    public void Few_degrees_of_freedom_have_closed_forms(double t)
    {
        Assert.Equal(0.5 - (Math.Atan(t) / Math.PI), StudentT.UpperTail(t, 1), 12);
        Assert.Equal((1 - (t / Math.Sqrt(2 + (t * t)))) / 2, StudentT.UpperTail(t, 2), 12);
        Assert.Equal(0.5, StudentT.UpperTail(0, 7), 12);
        Assert.Equal(0, StudentT.UpperTail(double.PositiveInfinity, 7));
    }

    [Fact]
    public void A_paired_test_has_the_t_of_the_mean_difference()
    {
        var test = PairedTest.Of([1, 2, 3]);
        Assert.Equal((3, 2, 1), (test.Pairs, test.Mean, test.Deviation));
        Assert.Equal(2 * Math.Sqrt(3), test.T!.Value, 12);
        Assert.Equal(StudentT.UpperTail(2 * Math.Sqrt(3), 2), test.Probability!.Value, 12);
        Assert.Equal(0.037, test.Probability.Value, 0.0005);
        Assert.Equal(new PairedTest(1, 4, null, null, null), PairedTest.Of([4]));
        Assert.Equal(new PairedTest(2, 4, 0, null, null), PairedTest.Of([4, 4]));
    }
}

using Nas.Model.Metrics;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics;

public class LeastSquaresTests
{
    /// <summary>One regressor: the slope is Sxy / Sxx, its standard error s / sqrt(Sxx) with s^2 = residuals / (n - 2).</summary>
    [Fact]
    public void A_line_has_the_closed_forms_of_the_textbooks()
    {
        double[] x = [1, 2, 3, 5, 8],
            y = [2.1, 3.9, 6.5, 9.4, 16.8];
        var found = new LeastSquares([.. x.Select(value => new[] { value })]).Fit(y)[0]!.Value;

        var (mx, my) = (x.Average(), y.Average());
        var sxx = x.Sum(value => (value - mx) * (value - mx));
        var slope = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / sxx;
        var residuals = x.Zip(y, (a, b) => Math.Pow(b - my - (slope * (a - mx)), 2)).Sum();
        Assert.Equal(slope, found.Value, 12);
        Assert.Equal(Math.Sqrt(residuals / 3 / sxx), found.StandardError!.Value, 12);
    }

    /// <summary>
    /// Two regressors: with centred sums, b1 = (S22 S1y - S12 S2y) / D with D = S11 S22 - S12^2, and its error is s sqrt(S22 / D).
    /// </summary>
    [Fact]
    public void Two_regressors_that_hang_together_have_the_closed_form_too()
    {
        var random = RandomStream.For(1, "least-squares");
        var rows = Enumerable.Range(0, 40).Select(_ => random.NextDouble()).Select(a => new[] { a, a + random.NextDouble() }).ToArray();
        var y = rows.Select(row => 5 + (2 * row[0]) - (3 * row[1]) + random.NextDouble()).ToArray();
        double Centred(Func<int, double> left, Func<int, double> right)
        {
            var all = Enumerable.Range(0, 40).ToArray();
            var (l, r) = (all.Average(left), all.Average(right));
            return all.Sum(i => (left(i) - l) * (right(i) - r));
        }
        double X1(int i) => rows[i][0];
        double X2(int i) => rows[i][1];
        double Y(int i) => y[i];
        var (s11, s22, s12, s1y, s2y) = (Centred(X1, X1), Centred(X2, X2), Centred(X1, X2), Centred(X1, Y), Centred(X2, Y));
        var d = (s11 * s22) - (s12 * s12);
        var (b1, b2) = (((s22 * s1y) - (s12 * s2y)) / d, ((s11 * s2y) - (s12 * s1y)) / d);
        var noise = (Centred(Y, Y) - (b1 * s1y) - (b2 * s2y)) / 37;

        var found = new LeastSquares(rows).Fit(y);
        Assert.Equal(b1, found[0]!.Value.Value, 10);
        Assert.Equal(b2, found[1]!.Value.Value, 10);
        Assert.Equal(Math.Sqrt(noise * s22 / d), found[0]!.Value.StandardError!.Value, 10);
        Assert.Equal(Math.Sqrt(noise * s11 / d), found[1]!.Value.StandardError!.Value, 10);
    }

    [Fact]
    public void A_column_that_others_add_up_to_has_no_coefficient()
    {
        double[][] rows =
        [
            [1, 7, 3, 4],
            [2, 7, 1, 3],
            [0, 7, 5, 5],
            [4, 7, 4, 8],
            [3, 7, 0, 3],
        ];
        // 1 + 2 a - b: the second is constant, the last one is the first and the third.
        var found = new LeastSquares(rows).Fit([.. rows.Select(row => 1 + (2 * row[0]) - row[2])]);
        Assert.Equal([true, false, true, false], found.Select(one => one is not null));
        Assert.Equal(2, found[0]!.Value.Value, 10);
        Assert.Equal(-1, found[2]!.Value.Value, 10);
        Assert.Equal(0, found[0]!.Value.StandardError!.Value, 10);
    }

    [Fact]
    public void As_many_observations_as_coefficients_leave_no_error_to_estimate()
    {
        var found = new LeastSquares([
            [1.0],
            [3.0],
        ]).Fit([4, 10]);
        Assert.Equal(3, found[0]!.Value.Value, 12);
        Assert.Null(found[0]!.Value.StandardError);
        Assert.Throws<ArgumentException>(() =>
            new LeastSquares([
                [1.0],
                [3.0],
            ]).Fit([4])
        );
        Assert.Throws<ArgumentException>(() =>
            new LeastSquares([
                [1.0],
                [3.0, 2],
            ])
        );
    }
}

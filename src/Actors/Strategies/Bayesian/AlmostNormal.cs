using Nas.Model.Randomness;

namespace Actors.Strategies.Bayesian;

/// <summary>Numbers close to standard normal, and the same on every machine: sums of twelve uniform ones.</summary>
internal static class AlmostNormal
{
    public static double Draw(RandomStream random)
    {
        var sum = -6.0;
        for (var k = 0; k < 12; k++)
            sum += random.NextDouble();
        return sum;
    }
}

using Nas.Model.Randomness;

namespace Actors.Simulation;

/// <summary>Draws of the kinds that a simulation needs, from one stream.</summary>
internal sealed class RandomDraws(RandomStream stream)
{
    public static RandomDraws For(long seed, string purpose, params ReadOnlySpan<long> indices) =>
        new(RandomStream.For(seed, purpose, indices));

    public bool Happens(double probability) => probability > 0 && stream.NextDouble() < probability;

    public int Below(int bound) => stream.Next(bound);

    public double Between(double low, double high) => low + ((high - low) * stream.NextDouble());

    public TimeSpan Between(TimeSpan low, TimeSpan high) => low + ((high - low) * stream.NextDouble());

    /// <summary>Exponentially distributed: the time to an event that may come at any moment.</summary>
    public TimeSpan Exponential(TimeSpan mean) => -Math.Log(1 - stream.NextDouble()) * mean;

    /// <summary>About a mean of 1, never below a tenth (Irwin-Hall approximation of a normal distribution).</summary>
    public double Factor(double spread)
    {
        if (spread == 0)
            return 1;
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += stream.NextDouble();
        return Math.Max(0.1, 1 + (spread * sum));
    }
}

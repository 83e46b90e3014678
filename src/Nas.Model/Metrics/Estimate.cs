namespace Nas.Model.Metrics;

/// <summary>A figure and how far chance may have moved it.</summary>
/// <param name="Low">Lower end of the bootstrap's percentile interval.</param>
public readonly record struct Estimate(double Value, double Low, double High);

namespace Seed.Methods.Shared;

/// <summary>A phase of a plan.</summary>
/// <param name="ForwardPasses">Work, in images that go through a network once; of a race, at most.</param>
public sealed record WorkPhase(string Name, long Count, string Unit, double ForwardPasses)
{
    /// <summary>Work in images at least.</summary>
    public double AtLeast { get; init; } = ForwardPasses;
}

namespace Actors.Simulation;

/// <summary>A process of the cluster that messages go to and come from.</summary>
internal sealed class SimulatedProcess(string name)
{
    public string Name { get; } = name;

    /// <summary>Tells it from others in a fingerprint.</summary>
    public ulong Mark { get; } = Hash.Of(name);

    /// <summary>Side of a cut on which it is: only processes on one side reach each other. 0: the side that goes on.</summary>
    public int Side { get; set; }

    public bool IsAlive { get; set; } = true;

    /// <summary>The times at which what it sent last to each other process arrives there.</summary>
    public Dictionary<SimulatedProcess, TimeSpan> LastArrival { get; } = [];

    public bool Reaches(SimulatedProcess other) => IsAlive && other.IsAlive && Side == other.Side;
}

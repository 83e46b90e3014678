namespace Actors.Simulation;

/// <summary>A control node's process: one that starts again is another.</summary>
internal sealed class ControlNodeState(int number, int life, VirtualTime time)
{
    public int Number { get; } = number;

    public int Life { get; } = life;

    public SimulatedProcess Process { get; } = new($"node{number}:{life}");

    public NodeClock Clock { get; } = new(time);

    public bool CutFromJournal { get; set; }

    /// <summary>True once the cluster has taken it out: what lived on it lives elsewhere.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Alive, a member, and not cut off.</summary>
    public bool IsPresent => Process.IsAlive && Process.Side == 0 && !HasLeft;
}

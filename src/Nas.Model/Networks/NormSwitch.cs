namespace Nas.Model.Networks;

/// <summary>The statistics that the BatchNorm layers of a network normalise with.</summary>
public enum NormMode
{
    /// <summary>The minibatch's own statistics; nothing is remembered. Sampled paths of a supernet train with them.</summary>
    Batch = 0,

    /// <summary>The minibatch's own statistics, which are also averaged into the running statistics.</summary>
    Record = 1,

    /// <summary>The running statistics.</summary>
    Running = 2,
}

/// <summary>Present mode of BatchNorm: one switch, shared by all layers of a network.</summary>
public sealed class NormSwitch
{
    public NormMode Mode { get; set; } = NormMode.Batch;

    /// <summary>
    /// Running statistics in the place of the layers' own; null: their own. Layers of topology networks always use their own.
    /// </summary>
    public NormStatistics? Statistics { get; set; }

    /// <summary>
    /// The shard's seat in a meeting, where the minibatch's statistics are computed together with those of other shards; null: the images
    /// of the network itself are all. Layers of topology networks do not look at it.
    /// </summary>
    internal NormSeat? Seat { get; set; }

    /// <summary>Weight of the newest minibatch in the running statistics while they are recorded.</summary>
    public double Momentum { get; set; } = 0.1;
}

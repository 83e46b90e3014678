namespace Nas.Model.Data.Detection;

/// <summary>What labelled images are read for.</summary>
public enum DataUse
{
    /// <summary>Every entry must be fit to train on, or it is a fault.</summary>
    Training,

    /// <summary>
    /// As the reference evaluation reads: what it counts is counted, what it passes over is passed over, and only what it cannot take is a
    /// fault.
    /// </summary>
    Evaluation,
}

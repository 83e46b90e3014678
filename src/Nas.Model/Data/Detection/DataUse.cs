namespace Nas.Model.Data.Detection;

/// <summary>The use for which labelled images are read.</summary>
public enum DataUse
{
    /// <summary>Every entry must be fit to train on, or it is a fault.</summary>
    Training,

    /// <summary>
    /// Entries are read as the reference evaluation reads them: what it counts is counted, what it passes over is passed over, and only
    /// what it cannot read is a fault.
    /// </summary>
    Evaluation,
}

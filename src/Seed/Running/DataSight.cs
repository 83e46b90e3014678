namespace Seed.Running;

/// <summary>The one who looks at a search's data, which decides how long that may take and what is said.</summary>
public enum DataSight
{
    /// <summary>A run that begins: what has to be known is found out, however long it takes, and what is left out is named.</summary>
    Begins,

    /// <summary>A run that goes on: what is left out was named when it began.</summary>
    GoesOn,

    /// <summary>A dry run: what takes long is left to the run.</summary>
    DryRun,

    /// <summary>A machine that will do none of the work: what is not here may be where it is done.</summary>
    Elsewhere,
}

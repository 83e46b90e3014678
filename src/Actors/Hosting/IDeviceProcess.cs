namespace Actors.Hosting;

/// <summary>A running device process.</summary>
public interface IDeviceProcess
{
    /// <summary>The process's name: see <see cref="Dispatch.DeviceName"/>.</summary>
    string Name { get; }

    /// <summary>Its exit status, once it has ended.</summary>
    Task<int> Exited { get; }

    /// <summary>The last line that it wrote to its standard error; null where it wrote none.</summary>
    string? LastError { get; }

    /// <summary>The work that it last said it was about to do, and not that it was done: see <see cref="Hosting.AtWork"/>.</summary>
    string? AtWork { get; }

    /// <summary>Ends it at once. What it had not reported is done again by another.</summary>
    void Kill();
}

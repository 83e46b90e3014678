using Akka.Event;

namespace Actors.Hosting;

/// <summary>
/// Stands in for Akka's own printer, which takes over from the host's loggers while an actor system ends: standard output belongs to
/// results.
/// </summary>
#pragma warning disable MA0097 // Comparable because Akka's loggers are actor references; nobody compares this one.
public sealed class SilentLogger : MinimalLogger
#pragma warning restore MA0097
{
    protected override void Log(object message)
    {
        // The last words of remoting are of no use to anyone.
    }
}

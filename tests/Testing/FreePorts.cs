using System.Net;
using System.Net.Sockets;

namespace Testing;

/// <summary>Ports of loopback that nobody listens at.</summary>
internal static class FreePorts
{
    /// <summary>All at once, so that they differ: a port that was given back may be the next that the system gives.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}

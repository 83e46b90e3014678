using System.Net;
using System.Net.Sockets;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>Looks whether a node can listen where its settings say, before anything starts: afterwards it is an exception deep inside.</summary>
internal static class ListeningAddress
{
    /// <exception cref="UserException">It cannot.</exception>
    public static async Task RequireAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        try
        {
            var address = IPAddress.TryParse(settings.Host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(settings.Host, cancellation))[0];
            using var listener = new TcpListener(address, settings.Port);
            listener.Start();
        }
        catch (SocketException cause)
        {
            throw new UserException(cause.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Someone listens at {settings.Host}:{settings.Port} already, perhaps another node: give this one another --port."
                : $"This machine cannot listen at {settings.Host}:{settings.Port} ({cause.Message}): give --host an address or a name of its own.", cause);
        }
    }
}

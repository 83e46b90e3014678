using System.Net;
using System.Net.Sockets;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>
/// Looks whether a node can listen where its settings say, and what address that is, before anything starts: afterwards it is an exception
/// deep inside.
/// </summary>
public static class ListeningAddress
{
    /// <summary>Finds the address for the other nodes.</summary>
    /// <exception cref="UserException">It cannot.</exception>
    public static Task<IPAddress> RequireAsync(ClusterSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return RequireAsync(settings.Host, settings.Port, "--host", "--port", cancellation);
    }

    /// <summary>Finds the address for browsers.</summary>
    /// <exception cref="UserException">It cannot.</exception>
    public static Task<IPAddress> RequireAsync(WebSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return RequireAsync(settings.Host, settings.Port, "web.host", "web.port", cancellation);
    }

    private static async Task<IPAddress> RequireAsync(string host, int port, string hostKey, string portKey, CancellationToken cancellation)
    {
        try
        {
            var address = IPAddress.TryParse(host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(host, cancellation))[0];
            using var listener = new TcpListener(address, port);
            listener.Start();
            return address;
        }
        catch (SocketException cause)
        {
            throw new UserException(
                cause.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Someone listens at {host}:{port} already, perhaps another node: give this one another {portKey}."
                    : $"This machine cannot listen at {host}:{port} ({cause.Message}): give {hostKey} an address or a name of its own.",
                cause
            );
        }
    }
}

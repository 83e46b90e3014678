using System.Net;
using System.Net.Sockets;
using Actors.Clusters;
using Nas.Model;

namespace Actors.Tests.Clusters;

public sealed class ListeningAddressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_that_another_listens_at_is_refused_with_its_number()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAsync<UserException>(() =>
            ListeningAddress.RequireAsync(new ClusterSettings { Port = port }, Cancellation)
        );
        Assert.Contains($"127.0.0.1:{port}", refused.Message);
        Assert.Contains("--port", refused.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        var refused = await Assert.ThrowsAsync<UserException>(() =>
            ListeningAddress.RequireAsync(new ClusterSettings { Host = "192.0.2.1", Port = 0 }, Cancellation)
        );
        Assert.Contains("--host", refused.Message);
    }

    [Fact]
    public async Task A_free_port_is_free_afterwards()
    {
        await ListeningAddress.RequireAsync(new ClusterSettings { Port = 0 }, Cancellation);
        var port = Testing.FreePorts.Take(1)[0];
        await ListeningAddress.RequireAsync(new ClusterSettings { Port = port }, Cancellation);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }
}

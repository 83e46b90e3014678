using Actors.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Testing;

namespace Actors.Tests.Hosting;

[Trait("Kind", "Actor")]
public sealed class NodeOptionsTests
{
    [Theory]
    [
        InlineData("localhost", "127.0.0.1"),
        InlineData("LocalHost", "127.0.0.1"),
        InlineData("127.0.0.1", "127.0.0.1"),
        InlineData("10.0.0.1", "10.0.0.1")
    ]
    [InlineData("::1", "[::1]"), InlineData("[::1]", "[::1]"), InlineData("0:0:0:0:0:0:0:1", "[::1]"), InlineData("[FE80::1]", "[fe80::1]")]
    [InlineData("Node-1.Example.org", "node-1.example.org"), InlineData("my_host", "my_host")]
    public void A_host_has_one_form_however_it_is_written(string host, string form)
    {
        Assert.Equal(form, NodeOptions.HostOf(host));
        Assert.Equal($"akka.tcp://langevin@{form}:4053", NodeOptions.Url($"{host}:4053", encrypted: false));
        Assert.Equal(
            Akka.Actor.Address.Parse($"akka.ssl.tcp://langevin@{form}:4053"),
            Akka.Actor.Address.Parse(NodeOptions.Url($"{host}:4053", encrypted: true))
        );
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost"), InlineData("localhost", "127.0.0.1"), InlineData("localhost", "LOCALHOST")]
    public async Task A_node_knows_itself_by_every_name_of_loopback(string host, string name)
    {
        var port = FreePorts.Take(1)[0];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka(
            NodeOptions.SystemName,
            akka =>
                akka.WithNode(
                    new NodeOptions
                    {
                        Host = host,
                        Port = port,
                        Join = [$"{name}:{port}"],
                        Roles = [NodeOptions.ControlRole],
                    }
                )
        );
        using var node = builder.Build();
        await node.StartAsync(TestContext.Current.CancellationToken);
        var up = new TaskCompletionSource();
        Akka.Cluster.Cluster.Get(node.Services.GetRequiredService<Akka.Actor.ActorSystem>()).RegisterOnMemberUp(() => up.TrySetResult());
        await up.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await node.StopAsync(TestContext.Current.CancellationToken);
    }
}

using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;

namespace Actors.Hosting;

/// <summary>The parts that control and device nodes have in common.</summary>
public static class Node
{
    /// <summary>hocon/node.conf, where every key says what it is for.</summary>
    public static Config Defaults { get; } = Embedded("node.conf");

    /// <summary>
    /// Remoting, clustering, logging and the lock-down of serializers. The node joins when the actors added before have started.
    /// </summary>
    public static AkkaConfigurationBuilder WithNode(this AkkaConfigurationBuilder builder, NodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder
            .ConfigureLoggers(loggers =>
            {
                loggers.LogLevel = Akka.Event.LogLevel.InfoLevel;
                loggers.ClearLoggers();
                if (options.Loggers is { } factory)
                    loggers.AddLoggerFactory(new FrameworkLogs(factory, TimeProvider.System));
            })
            .WithRemoting(
                new RemoteOptions
                {
                    HostName = NodeOptions.HostOf(options.Host),
                    PublicHostName = options.PublicHost is { } name ? NodeOptions.HostOf(name) : null,
                    Port = options.Port,
                }
            )
            .WithClustering(new ClusterOptions { Roles = [.. options.Roles], SeedNodes = SeedNodes(options) })
            .AddHocon(options.Overlay.WithFallback(WireSerialization.Config).WithFallback(Defaults), HoconAddMode.Prepend);
        if (options.Tls is { } tls)
            builder.AddSetup(tls).AddHocon("akka.remote.dot-netty.tcp.enable-ssl = on", HoconAddMode.Prepend);
        if (options.Join.Count == 0)
            builder.AddStartup((system, _) => JoinSelf(system));
        return builder;
    }

    /// <summary>
    /// The role by which the process that started another finds the other's member: a dead one is taken out of the cluster at once
    /// instead of being missed first.
    /// </summary>
    public static string ProcessRole(string process) =>
        string.Concat($"process-{process}".Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    /// <summary>Reads an embedded file of the folder hocon.</summary>
    internal static Config Embedded(string name)
    {
        using var stream = typeof(Node).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static string[] SeedNodes(NodeOptions options) =>
        [.. options.Join.Select(join => NodeOptions.Url(join, options.Tls is not null))];

    private static void JoinSelf(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
    }
}

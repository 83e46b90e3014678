using System.CommandLine;
using System.Text.Json;
using Actors.Clusters;
using Actors.Hosting;
using Seed.Output;
using Seed.Running;
using Seed.SearchFiles;

namespace Seed.Commands.Clusters;

/// <summary>Starts a node of a cluster; its subcommands speak to nodes that run.</summary>
public sealed class StartNodeCommand : LangevinCommand
{
    private readonly Option<string> _role = new("--role")
    {
        Description = "control, gpu, web, or several with commas: decide and journal, lend devices, show the cluster to browsers.",
        HelpName = "ROLE",
        DefaultValueFactory = _ => NodeOptions.ControlRole,
    };
    private readonly Option<string?> _config = new("--config")
    {
        Description = "Cluster file; hocon/cluster.conf explains every key. The options here override it.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Override a setting of the cluster file: KEY=VALUE. May be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };
    private readonly (Option<string?> Option, string Key)[] _keys =
    [
        (Text("--name", "Name of this node in lists.", "NAME"), "name"),
        (Text("--host", "Address to listen on.", "ADDRESS"), "host"),
        (Text("--public-host", "Name or address under which the others reach this node.", "ADDRESS"), "public-host"),
        (Text("--port", "Port to listen on.", "PORT"), "port"),
        (
            Text(
                "--join",
                "Nodes of the cluster. The first of them starts a new one where none answers; without this, this node does.",
                "HOST:PORT[,...]"
            ),
            "join"
        ),
        (Text("--dir", "Directory of this node: logs, blobs, SQLite journal.", "DIR"), "directory"),
        (Text("--store", "Directory of the blobs, where the nodes share one.", "DIR"), "store"),
        (Text("--plugins", "Directory of this node's plug-ins.", "DIR"), "plugins"),
        (Text("--journal", "sqlite (one control node) or postgres.", "KIND"), "journal.kind"),
        (
            Text("--connection", $"Connection string for postgres; better in the variable {JournalSettings.Variable}.", "TEXT"),
            "journal.connection"
        ),
        (Text("--devices", "Devices of a gpu node, a process each.", "N"), "devices.count"),
        (Text("--kind", "cpu or cuda.", "KIND"), "devices.kind"),
    ];

    public StartNodeCommand(Terminal terminal)
        : base("node", "Start a node of a cluster in this process, or speak to the nodes of a running one.")
    {
        Option[] options = [_role, _config, .. _keys.Select(entry => entry.Option), _set];
        foreach (var option in options)
            Add(option);
        Add(new NodeListCommand(terminal));
        Add(
            new NodeOrderCommand(
                NodeCommand.Drain,
                "Have a node finish its work, take no more, and leave; training runs go on elsewhere from a checkpoint.",
                terminal
            )
        );
        Add(new NodeOrderCommand(NodeCommand.Cordon, "Give a node no more work, for as long as it runs.", terminal));
        Add(new NodeOrderCommand(NodeCommand.Uncordon, "Give a node work again.", terminal));
        Add(new NodeHealthCommand(terminal));
        Examples =
        [
            "langevin node --role control --port 4053 --dir /var/lib/langevin",
            "langevin node --role gpu --join 127.0.0.1:4053 --port 4060 --dir /var/lib/langevin-gpu --devices 2",
            "langevin node --role web --join 127.0.0.1:4053 --port 4070 --dir /var/lib/langevin-web",
            "langevin node --role control --config hocon/cluster.conf",
            "langevin node list --cluster 127.0.0.1:4053",
        ];
        SetAction(
            async (parsed, _) =>
            {
                var roles = NodeRoles.Parse(parsed.GetRequiredValue(_role));
                var overrides = _keys.Select(entry => Override(parsed.GetValue(entry.Option), entry.Key)).OfType<string>();
                var settings = ClusterFileReader.Read(parsed.GetValue(_config), [.. overrides, .. parsed.GetValue(_set) ?? []]);
                return await new NodeRun(terminal).RunAsync(settings, roles);
            }
        );
    }

    private static Option<string?> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };

    /// <summary>A value as it would stand in the file: text is quoted, so that no character of it means anything.</summary>
    private static string? Override(string? value, string key)
    {
        if (value is null)
            return null;
        if (key != "join")
            return $"{key}={Quoted(value)}";
        return $"join=[{string.Join(", ", value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Quoted))}]";
    }

    private static string Quoted(string value) => JsonSerializer.Serialize(value);
}

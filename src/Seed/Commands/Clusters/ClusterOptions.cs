using System.CommandLine;
using Actors.Clusters;
using Nas.Model;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Commands.Clusters;

/// <summary>The options by which a command finds its cluster.</summary>
public sealed class ClusterOptions
{
    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "Control nodes, HOST:PORT[,HOST:PORT...]; without it, those of --config.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The cluster file, as nodes are given it: addresses and certificates.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_cluster);
        command.Add(_config);
    }

    /// <exception cref="UserException">Neither option says where the cluster is.</exception>
    public ClusterConnection Open(ParseResult parsed, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(terminal);
        var named = parsed.GetValue(_cluster)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named is null && parsed.GetValue(_config) is null)
            throw new UserException("Where is the cluster? Give --cluster HOST:PORT of a control node, or --config FILE.");
        var settings = ClusterFileReader.Read(parsed.GetValue(_config), []);
        IReadOnlyList<string> contacts =
            named is not null ? named
            : settings.Join.IsEmpty ? [settings.Contact]
            : settings.Join;
        if (contacts.FirstOrDefault(contact => !ClusterFileReader.IsContact(contact)) is { } wrong)
            throw new UserException($"--cluster {wrong}: must be HOST:PORT, as in --cluster 10.0.0.1:4053");
        return ClusterConnection.Open(contacts, settings.Tls, terminal.Time);
    }
}

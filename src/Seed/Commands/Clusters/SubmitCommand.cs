using System.CommandLine;
using Actors.Clusters;
using Actors.Search;
using Nas.Model.Settings;
using Seed.Methods;
using Seed.Output;
using Seed.Running;
using Seed.SearchFiles;

namespace Seed.Commands.Clusters;

/// <summary>Gives a search to a cluster.</summary>
public sealed class SubmitCommand : ClusterCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description =
            "The search file (HOCON or JSON); its data must be on the cluster's device machines, and are looked at where they are on this one.",
    };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Override a setting: KEY=VALUE. May be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly PluginOptions _plugins = new();

    public SubmitCommand(Terminal terminal)
        : base(
            "submit",
            "Give a search to a cluster, which goes on with it until it is done, whatever dies. The same command again changes nothing.",
            terminal
        )
    {
        Add(_file);
        foreach (var option in new Option[] { _set, _plugins.Directory, _plugins.Accept })
            Add(option);
        Examples =
        [
            "langevin submit hocon/searches/quickstart.conf --cluster 10.0.0.1:4053",
            "langevin submit search.conf --config cluster.conf --set seed=2",
        ];
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var settings = SearchFileReader.Read(parsed.GetRequiredValue(_file), parsed.GetValue(_set) ?? [], _plugins.Of(parsed));
        Terminal.Error.WriteLine(MethodFaces.Of(settings).Plan(settings).InWords());
        DataChecks.Require(settings, DataSight.Elsewhere, Terminal);
        var accepted = await Ask<SearchAccepted>(
            cluster,
            new SubmitSearch(settings.Name, SettingsJson.Text(settings), parsed.GetValue(_plugins.Accept)),
            cancellation
        );
        Print(
            Terminal,
            parsed.GetValue(Json),
            accepted,
            _ => accepted.Resumed ? $"{settings.Name}: goes on" : $"{settings.Name}: accepted"
        );
        return ExitCodes.Done;
    }
}

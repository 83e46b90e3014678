using System.CommandLine;
using Actors.Clusters;
using Actors.Search;
using Actors.Serialization;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>A word to one search of a cluster: pause, resume, cancel.</summary>
public sealed class SearchOrderCommand : ClusterCommand
{
    private readonly Argument<string> _search = SearchArgument();
    private readonly Func<string, IWireMessage> _order;
    private readonly string _done;

    private SearchOrderCommand(string name, string description, Func<string, IWireMessage> order, string done, Terminal terminal)
        : base(name, description, terminal)
    {
        (_order, _done) = (order, done);
        Add(_search);
        Examples = [$"langevin {name} quickstart --cluster 10.0.0.1:4053"];
    }

    public static SearchOrderCommand Pause(Terminal terminal) =>
        new(
            "pause",
            "Have a search save and rest. It stays so until it is resumed, also when the cluster starts anew.",
            search => new Suspend(search),
            "paused",
            terminal
        );

    public static SearchOrderCommand Resume(Terminal terminal) =>
        new("resume", "Have a search that rests or failed go on.", search => new ResumeSearch(search), "goes on", terminal);

    public static SearchOrderCommand Cancel(Terminal terminal) =>
        new(
            "cancel",
            "End a search. What it found stays; resume would go on with it.",
            search => new CancelSearch(search),
            "cancelled",
            terminal
        );

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var search = parsed.GetRequiredValue(_search);
        await Ask<ISearchMessage>(cluster, _order(search), cancellation);
        Print(Terminal, parsed.GetValue(Json), new SearchOrdered(search, _done), ordered => $"{ordered.Search}: {ordered.Done}");
        return ExitCodes.Done;
    }
}

public sealed record SearchOrdered(string Search, string Done);

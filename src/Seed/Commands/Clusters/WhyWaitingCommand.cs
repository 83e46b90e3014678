using System.CommandLine;
using Actors.Clusters;
using Actors.Dispatch;
using Seed.Output;

namespace Seed.Commands.Clusters;

/// <summary>Prints why each idle device has no work, why each waiting task waits, and why each search has no more tasks.</summary>
public sealed class WhyWaitingCommand : ClusterCommand
{
    public WhyWaitingCommand(Terminal terminal)
        : base("why-waiting", "Why devices are idle, why tasks wait, and why searches have no more of them.", terminal) =>
        Examples = ["langevin why-waiting --cluster 10.0.0.1:4053"];

    protected override async Task<int> RunAsync(ParseResult parsed, ClusterConnection cluster, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var dispatch = await Ask<DispatchView>(cluster, new DescribeDispatch(), cancellation);
        var reasons = WaitingReasons.Of(dispatch, await Ask<SearchList>(cluster, new ListSearches(), cancellation));
        Print(Terminal, parsed.GetValue(Json), reasons, Text);
        return ExitCodes.Done;
    }

    private static string Text(WaitingReasons reasons)
    {
        if (reasons.Devices.IsEmpty && reasons.Tasks.IsEmpty && reasons.Searches.IsEmpty)
            return "Nothing waits: every device is busy, and no task is left over.";
        var table = new TextTable("what", "who", "why");
        foreach (var device in reasons.Devices)
            table.Add("device", device.Who, device.Why);
        foreach (var task in reasons.Tasks)
            table.Add("task", task.Who, task.Why);
        foreach (var search in reasons.Searches)
            table.Add("search", search.Who, search.Why);
        return table + (reasons.TasksNotShown > 0 ? $"and {reasons.TasksNotShown} more tasks" : "");
    }
}

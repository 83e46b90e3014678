using Actors.Dispatch;

namespace Actors.Devices;

/// <summary>
/// Reports that a search has not accepted yet, in order. Only the first is under way: a checkpoint is never accepted before the sample
/// that came before it, or a device that goes on from the checkpoint would skip the sample. Repeating the first until it is accepted
/// outlives lost messages and a search that moves to another node.
/// </summary>
internal sealed class ReportOutbox
{
    private readonly Queue<ITaskReport> _reports = new();

    /// <summary>The report to send, now and again; null: everything is accepted.</summary>
    public ITaskReport? First => _reports.TryPeek(out var first) ? first : null;

    public int Count => _reports.Count;

    public void Add(ITaskReport report) => _reports.Enqueue(report);

    /// <returns>False for an acceptance of anything but the first report: it came late or twice.</returns>
    public bool Accept(ReportAccepted accepted)
    {
        if (First is not { } first)
            return false;
        if (first.SearchId != accepted.SearchId || first.TaskId != accepted.TaskId || ReportKey.Of(first) != accepted.Report)
            return false;
        _reports.Dequeue();
        return true;
    }

    /// <summary>Drops the reports: nobody wants them any more.</summary>
    public void Clear() => _reports.Clear();
}

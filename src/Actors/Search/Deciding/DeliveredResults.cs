using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Search.State.Snapshots;

namespace Actors.Search.Deciding;

/// <summary>
/// The results that were delivered last, with their devices: a device repeats its report until it is answered, and only what another brings
/// when nobody waits for it any more is a late result. Filled by replay as well; a result that is too old to be remembered was answered
/// long ago.
/// </summary>
internal sealed class DeliveredResults
{
    private const int Kept = 4096;

    private readonly HashSet<(TaskName Task, string Device)> _known = [];
    private readonly Queue<(TaskName Task, string Device)> _order = [];

    /// <summary>Takes note of a result in an event that the search records.</summary>
    public void Note(ISearchEvent @event)
    {
        switch (@event)
        {
            case EvaluationRecorded e:
                Add(new TaskName(e.Phase, e.Index, e.Sample), e.Device);
                break;
            case TrainingCompleted e when TaskName.TryParse(e.Task, out var name):
                Add(name, e.Device);
                break;
            case LateResultRejected e when TaskName.TryParse(e.Task, out var name):
                Add(name, e.Device);
                break;
        }
    }

    /// <summary>The oldest first: for a snapshot.</summary>
    public ImmutableArray<DeliveredResult> Saved => [.. _order.Select(one => new DeliveredResult(one.Task.ToString(), one.Device))];

    public void Restore(ImmutableArray<DeliveredResult> saved)
    {
        foreach (var one in saved)
        {
            if (TaskName.TryParse(one.Task, out var name))
                Add(name, one.Device);
        }
    }

    /// <summary>The event of a result that changed nothing; null for a report of another kind, or one that was brought before.</summary>
    public LateResultRejected? Late(SearchState state, ITaskReport report, long time)
    {
        var device = report switch
        {
            EvaluationFinished e => e.Device,
            TrainingFinished e => e.Device,
            _ => null,
        };
        if (device is null || !state.IsRunning || !TaskName.TryParse(report.TaskId, out var name))
            return null;
        // A search never named it: it comes from nowhere, not late.
        var named =
            report is TrainingFinished
                ? state.Run(report.TaskId) is not null
                : state.Candidates(name.Phase) is { } phase
                    && phase.Proposed >= name.Index + name.Count
                    && name.Sample < phase.Spec.Samples.Length;
        if (!named)
            return null;
        return
            _known.Contains((name, device)) || name.Indices.Any(index => _known.Contains((name with { Index = index, Count = 1 }, device)))
            ? null
            : new LateResultRejected(time, report.TaskId, device);
    }

    private void Add(TaskName task, string device)
    {
        if (!_known.Add((task, device)))
            return;
        _order.Enqueue((task, device));
        if (_order.Count > Kept)
            _known.Remove(_order.Dequeue());
    }
}

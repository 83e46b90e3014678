using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;

namespace Seed.Archive;

/// <summary>What a search has cost, as its journal tells.</summary>
internal static class DeviceTime
{
    public static ImmutableArray<(string Phase, double Seconds)> Of(IEnumerable<ISearchEvent> events)
    {
        var (order, seconds) = (new List<string>(), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var @event in events)
        {
            var (phase, more) = @event switch
            {
                EvaluationRecorded { Reused: false } scored => (scored.Phase, scored.Seconds),
                TrainingCompleted trained when TaskName.TryParse(trained.Task, out var name) => (name.Phase, trained.Seconds),
                _ => (null, 0),
            };
            if (phase is null)
                continue;
            if (!seconds.ContainsKey(phase))
                order.Add(phase);
            seconds[phase] = seconds.GetValueOrDefault(phase) + more;
        }
        return [.. order.Select(phase => (phase, seconds[phase]))];
    }
}

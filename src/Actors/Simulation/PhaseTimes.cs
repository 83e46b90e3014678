using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>The times at which the phases of a search began and brought their last result.</summary>
internal sealed class PhaseTimes(string search)
{
    private const double Filling = 0.1;

    private readonly List<string> _order = [];
    private readonly Dictionary<string, (TimeSpan Began, TimeSpan Ended)> _times = [];

    public void See(TraceEntry entry)
    {
        if (entry is not EventAppended appended || appended.Search != search)
            return;
        var phase = appended.Event switch
        {
            PhaseStarted e => e.Phase,
            EvaluationRecorded e => e.Phase,
            CandidateFailed e => e.Phase,
            TrainingCompleted e when TaskName.TryParse(e.Task, out var name) => name.Phase,
            _ => null,
        };
        if (phase is null)
            return;
        if (!_times.TryGetValue(phase, out var times))
        {
            _order.Add(phase);
            times.Began = appended.At;
        }
        _times[phase] = (times.Began, appended.At);
    }

    public ImmutableArray<PhaseUse> Use(Tally tally, int devices) =>
        [
            .. _order.Select(phase =>
            {
                var (began, ended) = _times[phase];
                var margin = Filling * (ended - began);
                return new PhaseUse(phase, began, ended, Share(began, ended), Share(began + margin, ended - margin));

                double Share(TimeSpan from, TimeSpan to) => to <= from ? 0 : tally.BusyBetween(from, to) / ((to - from) * devices);
            }),
        ];
}

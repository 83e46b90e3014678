using Actors.Search.Reading;
using Seed.Output;

namespace Seed.Progress;

/// <summary>One line whenever a phase begins or ends, and now and then in between: for log files and pipes.</summary>
public sealed class PlainProgress(Terminal terminal) : IProgressDisplay
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly ProgressEstimator _estimator = new();
    private readonly long _start = terminal.Time.GetTimestamp();
    private readonly Dictionary<string, PhaseStatus> _shown = [];
    private TimeSpan _last = TimeSpan.MinValue;

    public void Show(SearchProgress progress)
    {
        lock (_gate)
        {
            var now = terminal.Time.GetElapsedTime(_start);
            var due = _last == TimeSpan.MinValue || now - _last >= Between;
            foreach (var phase in progress.Phases ?? [])
            {
                var left = _estimator.Observe(phase, now);
                var changed = phase.Status != _shown.GetValueOrDefault(phase.Name, PhaseStatus.Waiting);
                if (!changed && !(due && phase.Status == PhaseStatus.Running))
                    continue;
                _shown[phase.Name] = phase.Status;
                _last = now;
                terminal.Error.WriteLine(ProgressText.Line(phase, left));
            }
        }
    }

    public void Say(string line)
    {
        lock (_gate)
            terminal.Error.WriteLine(line);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

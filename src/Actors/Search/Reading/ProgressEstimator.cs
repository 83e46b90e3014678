namespace Actors.Search.Reading;

/// <summary>
/// Estimates how long a phase will still take, from how fast it went over the last while. A pure function of what it was shown; times come
/// from the caller.
/// </summary>
public sealed class ProgressEstimator
{
    /// <summary>Long enough to smooth checkpoints and uneven candidates, short enough to notice that devices came or went.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <summary>A phase that is silent for so many windows, and so many of its intervals, stands still: nobody knows until when.</summary>
    private const int Patience = 3;

    private readonly Dictionary<string, Pace> _paces = [];

    /// <param name="at">Time since any fixed moment; never falls.</param>
    /// <returns>Time left for the phase; null where too little was seen, or it stands still.</returns>
    public TimeSpan? Observe(PhaseView phase, TimeSpan at)
    {
        if (phase.Status != PhaseStatus.Running)
        {
            _paces.Remove(phase.Name);
            return phase.Status == PhaseStatus.Completed ? TimeSpan.Zero : null;
        }
        if (!_paces.TryGetValue(phase.Name, out var pace))
            _paces[phase.Name] = pace = new Pace(at, phase.Done);
        return pace.Left(phase, at);
    }

    private sealed class Pace
    {
        private readonly Queue<(TimeSpan At, long Done)> _steps = [];
        private (TimeSpan At, long Done) _last;

        /// <summary>Time between the last two steps.</summary>
        private TimeSpan _interval;

        public Pace(TimeSpan at, long done) => _steps.Enqueue(_last = (at, done));

        public TimeSpan? Left(PhaseView phase, TimeSpan at)
        {
            var silence = at - _last.At;
            var stands = silence > Patience * (_interval > Window ? _interval : Window);
            if (phase.Done != _last.Done)
            {
                // Work that was lost with a device is done again, and after a long silence devices are others: what was seen before says
                // nothing any more.
                if (phase.Done < _last.Done || stands)
                    _steps.Clear();
                _steps.Enqueue(_last = (at, phase.Done));
                _interval = silence;
            }
            else if (stands)
            {
                return null;
            }
            while (_steps.Count > 2 && _last.At - _steps.Peek().At > Window)
                _steps.Dequeue();
            var (since, before) = _steps.Peek();
            var (elapsed, done) = (at - since, phase.Done - before);
            if (elapsed < Least || done <= 0)
                return null;
            return elapsed * ((double)(phase.Total - phase.Done) / done);
        }
    }
}

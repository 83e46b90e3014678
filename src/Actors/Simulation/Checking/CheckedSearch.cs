using Actors.Dispatch;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;

namespace Actors.Simulation.Checking;

/// <summary>One search as its trace tells it.</summary>
internal sealed class CheckedSearch(Action<TimeSpan, Promise, string> broken)
{
    private readonly HashSet<int> _replaced = [];
    private readonly HashSet<(string Phase, int Index)> _decided = [];
    private readonly HashSet<(string Phase, int Index, int Sample)> _scored = [];
    private readonly HashSet<(string Task, long Token)> _faults = [];
    private SearchState _state = SearchState.NotStarted;
    private long _last;
    private int _writer;

    /// <summary>Device tasks that it may want at this moment.</summary>
    public int Wanted { get; private set; }

    /// <summary>Reports that one device task makes, at most.</summary>
    public int MostReports { get; private set; } = 2;

    public void Append(EventAppended appended)
    {
        CheckWriter(appended);
        switch (appended.Event)
        {
            case EvaluationRecorded e:
                Score(appended, e);
                break;
            case AttemptFailed e when e.Failure.IsHeld():
                Blame(appended, e);
                break;
            case CandidateFailed e:
                Decide(appended, e.Phase, e.Index);
                break;
            case TrainingCompleted e when _state.Run(e.Task) is { Finished: true }:
                broken(appended.At, Promise.CountedOnce, $"{e.Task} was completed a second time");
                break;
        }
        try
        {
            _state = _state.Apply(appended.Event);
        }
        catch (InvalidOperationException cause)
        {
            broken(appended.At, Promise.CountedOnce, cause.Message);
        }
        Measure(appended);
    }

    public void Fault(TaskFaulted faulted) => _faults.Add((faulted.Task, faulted.Token));

    /// <summary>Checks that the reports a device forgets from now on are in the journal, or of no interest.</summary>
    public void Confirm(ReportConfirmed confirmed)
    {
        var lost = confirmed.Report switch
        {
            EvaluationFinished report => LacksScore(report),
            TrainingFinished report => _state.Run(report.TaskId) is { Finished: false, Resets: 0 },
            SampleStored report => _state.Run(report.TaskId) is { Resets: 0 } run && !run.Samples.ContainsKey(report.Sample),
            CheckpointStored report => _state.Run(report.TaskId) is { Finished: false, Resets: 0 } run && run.DurableStep < report.Step,
            _ => false,
        };
        if (lost)
            broken(
                confirmed.At,
                Promise.AcknowledgedIsKept,
                $"incarnation {confirmed.Writer} confirmed {confirmed.Report}, which is not in the journal"
            );
    }

    public void Show(ProgressShown shown)
    {
        var journaled = SearchViewing.Phases(_state);
        foreach (var (phase, kept) in shown.Phases.Zip(journaled))
        {
            var reset = _state.Phase(phase.Name) is TrainingPhase { Runs: var runs } && runs.Any(run => run.Resets > 0);
            if (phase.Done > kept.Done && !reset)
            {
                broken(shown.At, Promise.ShownIsKept, $"{phase.Name} was shown at {phase.Done} {phase.Unit}, the journal has {kept.Done}");
            }
        }
    }

    private void CheckWriter(EventAppended appended)
    {
        if (appended.Sequence != _last + 1)
            broken(appended.At, Promise.OneWriter, $"event {appended.Sequence} came after event {_last}");
        _last = appended.Sequence;
        if (appended.Writer == _writer)
            return;
        if (_replaced.Contains(appended.Writer))
            broken(appended.At, Promise.OneWriter, $"incarnation {appended.Writer} wrote after {_writer} had taken its place");
        _replaced.Add(_writer);
        _writer = appended.Writer;
    }

    private void Score(EventAppended appended, EvaluationRecorded recorded)
    {
        if (_state.Candidates(recorded.Phase)?.Open.ContainsKey(recorded.Index) is not true)
        {
            broken(
                appended.At,
                Promise.LateIsRejected,
                $"a score of candidate {recorded.Index} of {recorded.Phase} was counted when nobody waited for it"
            );
        }
        if (!_scored.Add((recorded.Phase, recorded.Index, recorded.Sample)))
        {
            broken(
                appended.At,
                Promise.CountedOnce,
                $"sample {recorded.Sample} of candidate {recorded.Index} of {recorded.Phase} was scored twice"
            );
        }
    }

    private void Blame(EventAppended appended, AttemptFailed failed)
    {
        if (_faults.Remove((failed.Task, failed.Token)))
            return;
        broken(
            appended.At,
            Promise.BlamedJustly,
            $"{failed.Failure} is held against {failed.Task}, under which no such thing happened, or was held against it before"
        );
    }

    private void Decide(EventAppended appended, string phase, int index)
    {
        if (!_decided.Add((phase, index)) || _state.Candidates(phase)?.Open.ContainsKey(index) is not true)
        {
            broken(appended.At, Promise.CountedOnce, $"candidate {index} of {phase} was decided twice");
        }
    }

    private bool LacksScore(EvaluationFinished report) =>
        TaskName.TryParse(report.TaskId, out var name)
        && name.Sample is { } sample
        && _state.Candidates(name.Phase) is { } phase
        && name.Indices.Any(index => phase.Open.TryGetValue(index, out var candidate) && candidate.Lacks(sample));

    private void Measure(EventAppended appended)
    {
        if (appended.Event is PhaseStarted { Training: { } spec })
        {
            MostReports = Math.Max(MostReports, spec.Runs.Max(run => (run.Steps / spec.CheckpointEvery) + run.Samples + 2));
        }
        if (appended.Event is not (CandidateProposed or PhaseStarted))
            return;
        Wanted = 0;
        foreach (var phase in _state.Phases.Where(phase => !phase.Completed))
        {
            Wanted += phase switch
            {
                TrainingPhase training => training.Runs.Length,
                CandidatePhase candidates => candidates.Spec.Window * candidates.Spec.Samples.Length,
                _ => 0,
            };
            if (phase is CandidatePhase { Open.Count: var open, Spec.Window: var window } && open > window)
            {
                broken(appended.At, Promise.Bounded, $"{open} candidates of {phase.Name} are outstanding, where the window is {window}");
            }
        }
    }
}

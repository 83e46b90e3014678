using System.Collections.Immutable;
using System.Data.Common;
using Akka.Actor;
using Akka.Event;

namespace Actors.Scores;

/// <summary>
/// A node's way to the scores that are known. The database is slow: it is asked on another thread, and what comes meanwhile waits for the
/// next time, together. What cannot be looked up is not known.
/// </summary>
public sealed class ScoreActor : ReceiveActor
{
    private readonly ScoreStore _store;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<(IActorRef Asker, FindScores Question)> _questions = [];
    private readonly List<(ScoreKey, KnownScore)> _toKeep = [];
    private bool _working;

    public ScoreActor(ScoreStore store)
    {
        _store = store;
        Receive<FindScores>(question =>
        {
            _questions.Add((Sender, question));
            Work();
        });
        Receive<KeepScores>(kept =>
        {
            _toKeep.AddRange(kept.Scores);
            Work();
        });
        Receive<Worked>(worked =>
        {
            _working = false;
            if (worked.Fault is { } fault)
                _log.Warning("Known scores cannot be used, devices find them again: {Reason}", fault);
            foreach (var (asker, answer) in worked.Answers)
                asker.Tell(answer, Self);
            Work();
        });
    }

    public static Props Props(ScoreStore store) => Akka.Actor.Props.Create(() => new ScoreActor(store));

    protected override void PostStop()
    {
        if (!_working)
            _store.Dispose();
    }

    private void Work()
    {
        if (_working || (_questions.Count == 0 && _toKeep.Count == 0))
            return;
        _working = true;
        (IActorRef, FindScores)[] questions = [.. _questions];
        (ScoreKey, KnownScore)[] toKeep = [.. _toKeep];
        _questions.Clear();
        _toKeep.Clear();
        Task.Run(() => Done(questions, toKeep)).PipeTo(Self);
    }

    private Worked Done((IActorRef Asker, FindScores Question)[] questions, (ScoreKey, KnownScore)[] toKeep)
    {
        try
        {
            if (toKeep.Length > 0)
                _store.Keep(toKeep);
            var known = new Queue<KnownScore?>(
                questions.Length == 0 ? [] : _store.Find([.. questions.SelectMany(one => one.Question.Keys)])
            );
            return new Worked(
                [.. questions.Select(one => (one.Asker, Answer(one.Question, [.. one.Question.Keys.Select(_ => known.Dequeue())])))],
                null
            );
        }
        catch (Exception cause)
            when (cause is DbException or InvalidOperationException or InvalidCastException or IOException or UnauthorizedAccessException)
        {
            return new Worked([.. questions.Select(one => (one.Asker, Answer(one.Question, [null])))], cause.Message);
        }
    }

    private static ScoresFound Answer(FindScores question, ImmutableArray<KnownScore?> known) =>
        new(question.TaskId, known.Contains(null) ? [] : [.. known.Select(one => one!)], question.Divisor);

    private sealed record Worked(ImmutableArray<(IActorRef Asker, ScoresFound Answer)> Answers, string? Fault)
        : INoSerializationVerificationNeeded;
}

using System.Collections.Concurrent;

namespace Actors.Search.Proposing;

/// <summary>
/// Runs a strategy, which is anybody's code, on a thread of its own: one that never comes back holds up nobody else, and ends with the
/// process at the latest.
/// </summary>
internal sealed class StrategyThread
{
    private readonly BlockingCollection<StrategyMessage> _messages = [];
    private readonly StrategyDesk _desk;
    private readonly Action<IReadOnlyList<StrategyAnswer>> _answer;
    private volatile bool _abandoned;
    private long _served;

    /// <param name="answer">Called on this thread, with at least one answer.</param>
    public StrategyThread(string name, StrategyDesk desk, Action<IReadOnlyList<StrategyAnswer>> answer)
    {
        (_desk, _answer) = (desk, answer);
        new Thread(Serve) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Messages that the strategy is done with.</summary>
    public long Served => Interlocked.Read(ref _served);

    public void Give(StrategyMessage message) => _messages.Add(message);

    /// <summary>Serves nothing any more; nobody waits for what it is busy with.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _messages.CompleteAdding();
    }

    private void Serve()
    {
        foreach (var message in _messages.GetConsumingEnumerable())
        {
            if (_abandoned)
                return;
            var answers = _desk.On(message);
            if (answers.Count > 0 && !_abandoned)
                _answer(answers);
            Interlocked.Increment(ref _served);
        }
    }
}

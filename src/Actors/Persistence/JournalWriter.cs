using Actors.Search.Events;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace Actors.Persistence;

/// <summary>Writes the journal of a search that has none yet, by the same means by which searches write theirs.</summary>
public static class JournalWriter
{
    /// <summary>Events that share a write.</summary>
    private const int Batch = 1000;

    /// <param name="journal">Where: <see cref="SearchPersistence.Sqlite"/>.</param>
    /// <exception cref="InvalidOperationException">The search has a journal.</exception>
    public static async Task WriteAsync(Config journal, string searchId, IEnumerable<ISearchEvent> events, CancellationToken cancellation)
    {
        using var system = ActorSystem.Create("langevin-journal", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")
            .WithFallback(journal).WithFallback(WireSerialization.Config));
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new Writer(searchId, events, done)));
        await done.Task.WaitAsync(cancellation);
        await system.Terminate();
    }

    private sealed class Writer : ReceivePersistentActor
    {
        private readonly TaskCompletionSource _done;

        public Writer(string searchId, IEnumerable<ISearchEvent> events, TaskCompletionSource done)
        {
            (PersistenceId, _done) = ($"search-{searchId}", done);
            var batches = events.Chunk(Batch).GetEnumerator();
            Recover<ISearchEvent>(_ => done.TrySetException(new InvalidOperationException($"The search '{searchId}' has a journal.")));
            Recover<RecoveryCompleted>(_ => Next(batches));
        }

        public override string PersistenceId { get; }

        private void Next(IEnumerator<ISearchEvent[]> batches)
        {
            if (_done.Task.IsCompleted) return;
            if (!batches.MoveNext())
            {
                _done.TrySetResult();
                return;
            }
            PersistAll(batches.Current, _ => { });
            DeferAsync(batches, Next);
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _done.TrySetException(cause);

        protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _done.TrySetException(cause);

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => _done.TrySetException(reason);
    }
}

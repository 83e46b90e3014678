using Actors.Archive;
using Actors.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace Actors.Persistence;

/// <summary>Writes a journal that is not there yet, by the same means by which searches write theirs.</summary>
public static class JournalWriter
{
    /// <summary>Events that share a write.</summary>
    private const int Batch = 1000;

    /// <param name="journal">Configuration of the journal: <see cref="SearchPersistence.Sqlite"/>.</param>
    /// <param name="id">Persistence id: <see cref="SearchReader.IdOf"/>.</param>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public static async Task WriteAsync(Config journal, string id, IEnumerable<IWireMessage> events, CancellationToken cancellation)
    {
        using var system = ActorSystem.Create(
            "langevin-journal",
            ConfigurationFactory
                .ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")
                .WithFallback(journal)
                .WithFallback(WireSerialization.Config)
        );
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new Writer(id, events, done)));
        await done.Task.WaitAsync(cancellation);
        await system.Terminate();
    }

    private sealed class Writer : ReceivePersistentActor
    {
        private readonly TaskCompletionSource _done;
        private readonly SealedEvents _events;

        public Writer(string id, IEnumerable<IWireMessage> events, TaskCompletionSource done)
        {
            (PersistenceId, _done, _events) = (id, done, new SealedEvents(id, Context.System));
            var batches = events.Chunk(Batch).GetEnumerator();
            Recover<RecoveryCompleted>(_ => Next(batches));
            RecoverAny(_ => done.TrySetException(new InvalidOperationException($"'{id}' has a journal.")));
        }

        public override string PersistenceId { get; }

        private void Next(IEnumerator<IWireMessage[]> batches)
        {
            if (_done.Task.IsCompleted)
                return;
            if (!batches.MoveNext())
            {
                _done.TrySetResult();
                return;
            }
            PersistAll(batches.Current.Select(_events.Add).ToArray(), _events.Written);
            DeferAsync(batches, Next);
        }

        protected override void PostStop()
        {
            _events.Dispose();
            base.PostStop();
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _done.TrySetException(cause);

        protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _done.TrySetException(cause);

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => _done.TrySetException(reason);
    }
}

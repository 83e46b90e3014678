using Actors.Checkpoints;
using Actors.Dispatch;
using Actors.Strategies;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Actors.Search;

/// <summary>The parts that searches share on a node.</summary>
/// <param name="Dispatcher">The receiver of <see cref="SubmitTask"/> and the other messages to a dispatcher.</param>
public sealed record SearchEnvironment(IActorRef Dispatcher, StrategyCatalog Strategies, TimeProvider Clock)
{
    /// <summary>
    /// Receives <see cref="DeleteUnreferencedBlobs"/>, <see cref="StoreText"/> and <see cref="FetchBlob"/>. Nobody: nothing is deleted.
    /// </summary>
    public IActorRef Checkpoints { get; init; } = ActorRefs.Nobody;

    /// <summary>Receives <see cref="Scores.FindScores"/> and <see cref="Scores.KeepScores"/>. Nobody: no score is reused.</summary>
    public IActorRef Scores { get; init; } = ActorRefs.Nobody;

    /// <summary>
    /// Whether the blob that a report names is fetched to this node before the report counts: it is on the reporting device's machine
    /// alone, and that may die.
    /// </summary>
    public bool HoldCopies { get; init; }

    /// <summary>Time between two collections of blobs that the search no longer refers to.</summary>
    public TimeSpan BetweenCollections { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time after which messages that the dispatcher has not confirmed are sent again.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Every so many repetitions, everything is said again: whatever went wrong heals.</summary>
    public int RepeatsBetweenDoubts { get; init; } = SearchCoreOptions.UsualRepeatsBetweenDoubts;

    /// <summary>Least number of events between two snapshots.</summary>
    public int SnapshotEvery { get; init; } = SearchCoreOptions.UsualSnapshotEvery;

    /// <summary>Least time between two words to a watcher, unless a phase or the search itself changed.</summary>
    public TimeSpan BetweenProgress { get; init; } = TimeSpan.FromMilliseconds(200);
}

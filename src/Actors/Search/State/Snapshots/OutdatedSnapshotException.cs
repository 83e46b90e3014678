namespace Actors.Search.State.Snapshots;

/// <summary>The snapshot cannot lead on to the events behind it, which say more than it does: it has to go, and all is replayed.</summary>
public sealed class OutdatedSnapshotException(string why) : Exception($"{why}: the snapshot is deleted, and every event is replayed.");

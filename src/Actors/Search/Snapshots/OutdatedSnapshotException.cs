namespace Actors.Search.Snapshots;

/// <summary>
/// After the snapshot another strategy took over, which is given every result of its phase: only the journal has them. The snapshot has to
/// go, and all is replayed.
/// </summary>
public sealed class OutdatedSnapshotException() : Exception("A strategy took over after the snapshot, which is deleted: every event is replayed.");

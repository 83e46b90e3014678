namespace Actors.Persistence;

/// <summary>An event of a journal and, by its checksum, all events before it.</summary>
/// <param name="Seal">Its checksum; empty: it is from before there were any.</param>
public sealed record JournalPoint(long Sequence, byte[] Seal);

using System.Runtime.Serialization;

namespace Actors.Persistence;

/// <summary>A journal does not hold what was written to it.</summary>
/// <param name="kept">The last event before the damage: up to there the journal is as it was written.</param>
public sealed class DamagedJournalException(long kept, string message) : SerializationException(message)
{
    public long Kept { get; } = kept;

    /// <summary>A sentence on what to do.</summary>
    public string Remedy =>
        Kept == 0
            ? "Put back a copy of the journal; langevin journal verify names all that is damaged."
            : $"Put back a copy of the journal, or keep what is before: langevin journal repair --up-to {Kept}. All that is damaged is named by langevin journal verify.";
}

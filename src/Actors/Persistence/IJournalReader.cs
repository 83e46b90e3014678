using System.Data.Common;

namespace Actors.Persistence;

/// <summary>
/// A journal that can be read without an actor system. Its tables and the SQL that reads them are the same in every database.
/// </summary>
public interface IJournalReader
{
    /// <summary>The journal's name, for error messages.</summary>
    string Name { get; }

    /// <summary>The last events that are known to have been acknowledged.</summary>
    JournalEnds Ends { get; }

    /// <summary>An open connection; null where there is no journal yet.</summary>
    /// <exception cref="DbException">It cannot be opened.</exception>
    DbConnection? Open();

    /// <summary>An open connection to the table of snapshots; null where there are none.</summary>
    /// <exception cref="DbException">It cannot be opened.</exception>
    DbConnection? OpenSnapshots();

    /// <summary>The faults that the database finds in its own file; empty: none, or they are its server's business.</summary>
    IReadOnlyList<string> Check();
}

using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Actors.Search.Deciding;

/// <summary>
/// The last guard of "one writer": a journal has each sequence number of a search once. Whoever writes a number that is there already has
/// not read what was written under it, and must not go on.
/// </summary>
public static class JournalConflict
{
    private const string UniqueViolation = "23505";
    private const int ConstraintViolation = 19;

    public static bool Is(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return cause switch
        {
            AggregateException many => many.InnerExceptions.Any(Is),
            SqliteException { SqliteErrorCode: ConstraintViolation } => true,
            DbException { SqlState: UniqueViolation } => true,
            _ => cause.InnerException is { } inner && Is(inner),
        };
    }
}

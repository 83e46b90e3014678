using System.Collections.Immutable;
using System.Runtime.Serialization;
using Actors.Archive;
using Actors.Checkpoints;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search.Deciding;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Serialization;
using Nas.Model;

namespace Seed.Archive;

/// <param name="Directory">Directory of the copy.</param>
/// <param name="Search">The copy's search file: <c>langevin run</c> takes it. Null: it is a cluster's journal, without anything
/// else.</param>
/// <param name="Kept">Number of the search's first events that were kept.</param>
/// <param name="Lost">Events behind these, as far as it is known that they were written.</param>
/// <param name="Phases">State of the phases after the events that are kept.</param>
/// <param name="Problems">Sentences about what else could not be copied.</param>
public sealed record RepairedJournal(
    string Directory,
    string? Search,
    string Name,
    long Kept,
    long Lost,
    ImmutableArray<PhaseView> Phases,
    ImmutableArray<string> Problems
);

/// <summary>
/// <c>langevin journal repair</c>: a copy of a search with the events before the damage. What is copied from is only read.
/// </summary>
public static class JournalRepair
{
    /// <param name="upTo">The last event to keep; null: the last before the damage.</param>
    /// <param name="to">Directory to be made; null: beside the search's own.</param>
    /// <exception cref="UserException">There is nothing to repair, not so much can be kept, or the directory is taken.</exception>
    public static async Task<RepairedJournal> MakeAsync(SearchSource source, long? upTo, string? to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var events = source.Reader.Journal ?? throw new UserException($"{source.Directory}: there is no journal of a search to repair.");
        var (state, kept, problem) = Sound(events, upTo ?? long.MaxValue);
        if (upTo is null && problem is null)
            throw new UserException(
                $"{source.Directory}: nothing of the journal is damaged. To keep only its first events, name the last of them with --up-to."
            );
        if (kept < (upTo ?? 1))
            throw new UserException(
                $"{(upTo is { } wanted ? $"--up-to {wanted}" : source.Directory)}: {problem ?? $"the journal has {kept} events."}"
            );
        if (source.Journal is null)
            throw new UserException(
                "This journal is in PostgreSQL, of which langevin makes no copy: stop the control nodes, keep a dump (pg_dump), and then "
                    + $"DELETE FROM journal WHERE persistence_id = '{events.Id}' AND sequence_number > {kept}; DELETE FROM snapshot WHERE persistence_id = '{events.Id}'."
            );

        var isDirectory = source.Journal == source.Directory;
        var directory = Path.GetFullPath(to ?? source.Directory.TrimEnd(Path.DirectorySeparatorChar) + "-repaired");
        WholeDirectory.RequireFree(directory, "name another directory with --to");
        var problems = ImmutableArray.CreateBuilder<string>();
        await WholeDirectory.MakeAsync(
            directory,
            async aside =>
            {
                Directory.CreateDirectory(aside);
                if (isDirectory)
                    CopyFiles(source, state, aside, problems);
                SearchPersistence.Prepare(aside);
                foreach (var journal in source.Reader.All())
                {
                    await WriteAsync(journal, journal.Id == events.Id ? kept : Others(journal, problems), aside, cancellation);
                }
            }
        );
        return new RepairedJournal(
            directory,
            isDirectory ? Path.Combine(directory, SearchDirectory.RequestFile) : null,
            state.Id,
            kept,
            Written(events) - kept,
            SearchViewing.View(state)?.Phases ?? [],
            problems.ToImmutable()
        );
    }

    /// <summary>Reads the longest beginning whose events are as they were written and lead from one to the next.</summary>
    private static (SearchState State, long Kept, string? Problem) Sound(EventReader events, long upTo)
    {
        var (state, kept) = (SearchState.NotStarted, 0L);
        try
        {
            foreach (var (sequence, @event) in events.Events())
            {
                if (sequence > upTo)
                    break;
                state = EventFold.Next(state, sequence, SearchRows.AsEvent(@event));
                kept = sequence;
            }
            return (state, kept, null);
        }
        catch (DamagedFileException cause)
        {
            return (state, cause.InnerException is DamagedJournalException { Kept: 0 } ? 0 : kept, cause.Message);
        }
        catch (SerializationException cause)
        {
            return (state, kept, cause.Message);
        }
    }

    /// <summary>The last event of which anything is known.</summary>
    private static long Written(EventReader events)
    {
        var last = events.End?.Sequence ?? 0;
        try
        {
            foreach (var row in events.Rows())
                last = Math.Max(last, row.Sequence);
        }
        catch (DamagedFileException)
        {
            // So far it can be read.
        }
        return last;
    }

    /// <summary>Other rows of a cluster's journal are kept as far as they are sound.</summary>
    private static long Others(EventReader events, ImmutableArray<string>.Builder problems)
    {
        var kept = 0L;
        try
        {
            foreach (var (sequence, _) in events.Events())
                kept = sequence;
        }
        catch (DamagedFileException cause)
        {
            problems.Add($"Of {events.Id}, {kept} events are kept as well. {cause.Message}");
        }
        return kept;
    }

    private static Task WriteAsync(EventReader events, long kept, string to, CancellationToken cancellation) =>
        kept == 0
            ? Task.CompletedTask
            : JournalWriter.WriteAsync(
                SearchPersistence.Sqlite(to),
                events.Id,
                events.Events().Take((int)kept).Select(read => (IWireMessage)read.Event),
                cancellation
            );

    private static void CopyFiles(SearchSource source, SearchState state, string to, ImmutableArray<string>.Builder problems)
    {
        foreach (var file in new[] { SearchDirectory.SettingsFile, SearchDirectory.RequestFile })
        {
            var path = Path.Combine(source.Directory, file);
            if (File.Exists(path))
                File.Copy(path, Path.Combine(to, file));
            else
                problems.Add($"{path} is missing.");
        }
        var target = new FileBlobStore(Path.Combine(to, LocalCluster.BlobFolder), TimeProvider.System);
        foreach (var blob in SearchTasks.Blobs(state).DistinctBy(blob => blob.Id))
        {
            if (target.CopyFrom(source.Blobs, blob.Id) is { } problem)
                problems.Add($"{blob.What}: {problem}");
        }
        ScoreFile.Copy(source.Directory, to);
    }
}

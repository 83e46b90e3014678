using System.Collections.Immutable;
using Actors.Persistence;
using Actors.Search;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Whether all that a search has acknowledged is still there.</summary>
public sealed class JournalVerifyCommand : SearchQueryCommand
{
    public JournalVerifyCommand(Terminal terminal)
        : base("verify", "Read a search's whole journal and the files that it refers to, and name what is damaged or missing; exit code 1 where something is.", terminal, "journal ")
    {
        SetAction(async (parsed, cancellation) =>
        {
            var search = SearchOf(parsed);
            var snapshot = search.Reader.Snapshot();
            var journal = JournalAudit.Of(search.Reader.Rows(), snapshot);
            var files = await search.ProblemsOfAsync(journal.Blobs, cancellation);
            var verified = new VerifiedJournal(
                journal.Events, journal.Bytes, journal.Status, files is null ? null : journal.Blobs.Length, snapshot?.Sequence, [.. journal.Problems, .. files ?? []]);
            Print(Terminal, parsed.GetValue(Json), verified, Text);
            return verified.Problems.IsEmpty ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static string Text(VerifiedJournal verified)
    {
        var snapshot = verified.Snapshot is { } sequence ? $", a snapshot after event {sequence:N0}" : "";
        var files = snapshot + (verified.Blobs is { } blobs ? $", {blobs:N0} files" : "");
        return verified.Problems.IsEmpty
            ? $"{verified.Events:N0} events of {verified.Bytes:N0} bytes{files}: all there, each follows from those before it."
            : string.Join(Environment.NewLine, verified.Problems.Prepend($"{verified.Events:N0} events of {verified.Bytes:N0} bytes{files}:"));
    }
}

/// <param name="Blobs">Files that the search refers to, each read; null where they are not on this machine.</param>
/// <param name="Snapshot">The event that the latest snapshot follows; null where there is none.</param>
public sealed record VerifiedJournal(long Events, long Bytes, SearchStatus? Status, int? Blobs, long? Snapshot, ImmutableArray<string> Problems);

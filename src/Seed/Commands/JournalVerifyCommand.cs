using System.Collections.Immutable;
using Actors.Search.State;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Checks that all that a search has acknowledged is still there.</summary>
public sealed class JournalVerifyCommand : SearchQueryCommand
{
    public JournalVerifyCommand(Terminal terminal)
        : base(
            "verify",
            "Read a search's whole journal and the files that it refers to, and name what is damaged or missing; exit code 1 where something is.",
            terminal,
            "journal "
        )
    {
        SetAction(
            async (parsed, cancellation) =>
            {
                var search = SearchOf(parsed);
                var journal = search.Reader.Audit();
                var files = await search.ProblemsOfAsync(journal.Blobs, cancellation);
                var verified = new VerifiedJournal(
                    journal.Events,
                    journal.Bytes,
                    journal.Unsealed,
                    journal.Status,
                    files is null ? null : journal.Blobs.Length,
                    journal.Snapshot,
                    [.. journal.Problems, .. files ?? []]
                );
                Print(Terminal, parsed.GetValue(Json), verified, found => Text(found, search.Blobs));
                return verified.Problems.IsEmpty ? ExitCodes.Done : ExitCodes.Failed;
            }
        );
    }

    private static string Text(VerifiedJournal verified, string blobs)
    {
        var snapshot = verified.Snapshot is { } sequence ? $", a snapshot after event {sequence:N0}" : "";
        var read =
            $"{verified.Events:N0} events of {verified.Bytes:N0} bytes{snapshot}{(verified.Blobs is { } count ? $", {count:N0} files" : "")}:";
        IEnumerable<string> lines =
        [
            verified.Problems.IsEmpty ? $"{read} all there, each follows from those before it." : read,
            .. verified.Problems,
            .. verified.Unsealed > 0
                ? [$"{Unsealed(verified)} from before there were checksums: whether a byte of them was altered cannot be known."]
                : Array.Empty<string>(),
            .. verified.Blobs is null ? [$"Files were not read: there is no {blobs} on this machine."] : Array.Empty<string>(),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Unsealed(VerifiedJournal verified) =>
        verified.Unsealed == 1 ? "The first event is"
        : verified.Unsealed == verified.Events ? "They are"
        : $"The first {verified.Unsealed:N0} events are";
}

/// <param name="Unsealed">Events at the beginning that have no checksum.</param>
/// <param name="Blobs">Files that the search refers to, each read; null where they are not on this machine.</param>
/// <param name="Snapshot">The event that the latest snapshot follows; null where there is none.</param>
public sealed record VerifiedJournal(
    long Events,
    long Bytes,
    long Unsealed,
    SearchStatus? Status,
    int? Blobs,
    long? Snapshot,
    ImmutableArray<string> Problems
);

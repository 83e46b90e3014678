using System.CommandLine;
using Actors.Persistence;
using Nas.Model;
using Seed.Archive;
using Seed.Output;

namespace Seed.Commands;

/// <summary>A copy of a search whose journal is damaged, with what is before the damage.</summary>
public sealed class JournalRepairCommand : SearchQueryCommand
{
    public JournalRepairCommand(Terminal terminal)
        : base(
            "repair",
            "Copy a search with the events of its journal before the damage, and say what is kept and what is lost. The search itself is only read; stop it before.",
            terminal,
            "journal "
        )
    {
        var upTo = new Option<long?>("--up-to")
        {
            Description = "The last event to keep; without it, the last before the damage.",
            HelpName = "N",
        };
        var to = new Option<string?>("--to")
        {
            Description = "Directory of the copy; without it, the search's own with -repaired behind its name.",
            HelpName = "DIR",
        };
        Add(upTo);
        Add(to);
        Examples =
        [
            "langevin journal repair runs/quickstart",
            "langevin journal repair runs/quickstart --up-to 1200 --to runs/quickstart-2",
            "langevin journal repair --config hocon/cluster.conf --search quickstart --to /tmp/repaired",
        ];
        SetAction(
            async (parsed, cancellation) =>
            {
                var last = parsed.GetValue(upTo);
                if (last < 1)
                    throw new UserException($"--up-to {last}: must be the number of an event, 1 or more");
                var search = SearchOf(parsed);
                var made = await JournalRepair.MakeAsync(search, last, parsed.GetValue(to), cancellation);
                Print(Terminal, parsed.GetValue(Json), made, repaired => Text(repaired, search));
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(RepairedJournal made, SearchSource search)
    {
        IEnumerable<string> lines =
        [
            $"Kept: {(made.Kept == 1 ? "event 1" : $"events 1 to {made.Kept}")} of {made.Name}, in {made.Directory}.",
            .. made.Phases.Select(phase => $"  {phase.Name}: {phase.Done:N0} of {phase.Total:N0} {phase.Unit}"),
            made.Lost == 0
                ? "Lost: nothing of which anything is known."
                : $"Lost: {(made.Lost == 1 ? $"event {made.Kept + 1}" : $"events {made.Kept + 1} to {made.Kept + made.Lost}")}. What they said is done again when the search goes on, with the same results.",
            .. made.Problems,
            .. made.Search is { } file
                ? ["It goes on by:", $"  langevin run {file} --dir {made.Directory}"]
                : new[]
                {
                    $"Stop the control node, move {SearchPersistence.PathOf(search.Journal!)}, its -wal and -shm, and {JournalEnds.Folder} aside, and put {SearchPersistence.JournalFile} and {JournalEnds.Folder} of the copy there.",
                },
        ];
        return string.Join(Environment.NewLine, lines);
    }
}

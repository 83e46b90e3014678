using Seed.Output;

namespace Seed.Commands;

/// <summary>The journal of a search as it is stored.</summary>
public sealed class JournalCommand : LangevinCommand
{
    public JournalCommand(Terminal terminal)
        : base("journal", "Check, repair or export the journal of a search.")
    {
        Add(new JournalVerifyCommand(terminal));
        Add(new JournalRepairCommand(terminal));
        Add(new JournalExportCommand(terminal));
        Examples =
        [
            "langevin journal verify runs/quickstart",
            "langevin journal repair runs/quickstart --up-to 1200",
            "langevin journal export runs/quickstart > quickstart.jsonl",
        ];
    }
}

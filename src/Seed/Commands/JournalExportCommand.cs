using Actors.Serialization;
using Seed.Output;

namespace Seed.Commands;

/// <summary>All events of a search, for other programs.</summary>
public sealed class JournalExportCommand : SearchQueryCommand
{
    public JournalExportCommand(Terminal terminal)
        : base("export", "Print every event of a search as one line of JSON, the oldest first.", terminal, "journal ")
    {
        // Lines of JSON are all it prints.
        Json.Hidden = true;
        SetAction(parsed =>
        {
            foreach (var (sequence, @event) in SearchOf(parsed).Reader.Journal?.Events() ?? [])
            {
                Terminal.Out.WriteLine(
                    JsonText.Line(
                        new
                        {
                            Sequence = sequence,
                            Type = WireTypes.ManifestOf(@event),
                            Event = @event,
                        }
                    )
                );
            }
        });
    }
}

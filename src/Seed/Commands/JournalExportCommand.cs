using System.Runtime.Serialization;
using Nas.Model;
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
            foreach (var row in SearchOf(parsed).Reader.Rows())
            {
                try
                {
                    Terminal.Out.WriteLine(JsonText.Line(new { row.Sequence, Type = row.Manifest, Event = (object)row.Read() }));
                }
                catch (SerializationException cause)
                {
                    throw new DamagedFileException($"Event {row.Sequence} cannot be read: {cause.Message} See langevin journal verify.", cause);
                }
            }
        });
    }
}

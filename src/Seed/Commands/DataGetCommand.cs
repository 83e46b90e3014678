using System.CommandLine;
using Nas.Model.Data.Fetching;
using Seed.Output;
using Seed.Running;

namespace Seed.Commands;

/// <summary>Obtains a data set.</summary>
public sealed class DataGetCommand : LangevinCommand
{
    public DataGetCommand(Terminal terminal)
        : base("get", "Get a data set: from a folder, from Debian's package, or from its authors, verified.")
    {
        var name = new Argument<string>("NAME") { Description = "See langevin data list." };
        var from = new Option<string?>("--from") { Description = "A folder that has the set's files.", HelpName = "DIR" };
        var force = new Option<bool>("--force") { Description = "Get it anew even if it is here." };
        var json = JsonOption();
        Add(name);
        foreach (var option in new Option[] { from, force, json })
            Add(option);
        Examples = ["langevin data get fashion-mnist", "langevin data get cifar10 --from ~/Downloads"];
        SetAction(
            async (parsed, _) =>
            {
                using var interrupts = new Interrupts(terminal.Error.WriteLine, terminal.Time);
                var wanted = parsed.GetRequiredValue(name);
                var result = await DataSupply.GetAsync(wanted, parsed.GetValue(from), parsed.GetValue(force), terminal, interrupts.Token);
                Print(terminal, parsed.GetValue(json), new ObtainedSet(wanted, result), Text);
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(ObtainedSet set) =>
        set.Folder.Length == 0 ? $"{set.Name}: {set.Source}" : $"{set.Name} is in {set.Folder} ({set.Source})";
}

/// <param name="WasThere">Nothing had to be done.</param>
public sealed record ObtainedSet(string Name, string Folder, string Source, bool WasThere)
{
    public ObtainedSet(string name, FetchResult result)
        : this(name, result.Folder, result.Source, result.WasThere) { }
}

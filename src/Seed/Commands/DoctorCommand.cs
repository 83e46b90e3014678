using System.CommandLine;
using Seed.Diagnosis;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Prints what this machine has for a search, what is missing, and how to get it.</summary>
public sealed class DoctorCommand : LangevinCommand
{
    public DoctorCommand(Terminal terminal)
        : base("doctor", "What this machine has, what is missing, and how to get it.")
    {
        var json = JsonOption();
        Add(json);
        var layers = new Option<bool>("--layers")
        {
            Description =
                "Also compute every layer that networks here are made of, forward and backward, and hold it against its definition: some ten seconds.",
        };
        Add(layers);
        Examples = ["langevin doctor", "langevin doctor --layers"];
        SetAction(
            async (parsed, _) =>
            {
                var diagnosis = MachineReport.Of([.. MachineChecks.All(), .. await TorchChecks.AllAsync(parsed.GetValue(layers))]);
                Print(terminal, parsed.GetValue(json), diagnosis, Text);
                return diagnosis.Ready ? ExitCodes.Done : ExitCodes.Failed;
            }
        );
    }

    private static string Text(MachineReport diagnosis)
    {
        var table = new TextTable("", "what", "found");
        foreach (var check in diagnosis.Checks)
            table.Add(
                check.Ok ? "ok"
                    : check.Needed ? "MISSING"
                    : "-",
                check.Name,
                check.Found
            );
        var remedies = diagnosis
            .Checks.Where(check => check is { Ok: false, Remedy: not null })
            .Select(check => $"{check.Name}: {check.Remedy}")
            .ToArray();
        var missing =
            remedies.Length == 0
                ? ""
                : $"{Environment.NewLine}To get what is not here:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", remedies)}{Environment.NewLine}";
        return $"{table}{missing}{Environment.NewLine}{(diagnosis.Ready ? "Everything that a search needs is here." : "Something that every search needs is missing.")}";
    }
}

using System.CommandLine;
using Nas.Model;
using Seed.Archive;
using Seed.Output;

namespace Seed.Commands;

/// <summary>A new search from where another was.</summary>
public sealed class ForkCommand : LangevinCommand
{
    public ForkCommand(Terminal terminal)
        : base(
            "fork",
            "Make a new search that inherits another's training and its first results, and differs in what comes later. Of search directories; not of searches in a cluster."
        )
    {
        var search = new Argument<string>("SEARCH")
        {
            Description = "Directory of the search to fork; it may run meanwhile, and be deleted afterwards.",
        };
        var at = new Option<int>("--at")
        {
            Description = "How many results are inherited: those of the first N candidates.",
            HelpName = "N",
            Required = true,
        };
        var phase = new Option<string?>("--phase")
        {
            Description = "Phase whose results these are; without it, the first that proposes candidates.",
            HelpName = "PHASE",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Change a setting: KEY=VALUE. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var directory = new Option<string?>("--dir")
        {
            Description =
                $"Directory of the new search; without it, {SearchArchive.DefaultRoot}/NAME. NAME is the other's with -fork, unless name is set.",
            HelpName = "DIR",
        };
        var plugins = new PluginOptions();
        var json = JsonOption();
        Add(search);
        foreach (var option in new Option[] { at, phase, set, directory, plugins.Directory, json })
            Add(option);
        Examples =
        [
            "langevin fork runs/quickstart --at 24 --set strategy.name=random",
            "langevin fork runs/quickstart --at 0 --set strategy.seed=2 --set name=second",
            "langevin fork runs/quickstart --at 48 --set strategy.candidates=500 --dir runs/longer",
        ];
        SetAction(
            async (parsed, cancellation) =>
            {
                var number = parsed.GetValue(at);
                if (number < 0)
                    throw new UserException($"--at {number}: must be how many results are inherited, 0 or more");
                var made = await SearchForking.MakeAsync(
                    SearchArchive.Locate(parsed.GetRequiredValue(search)),
                    number,
                    parsed.GetValue(phase),
                    parsed.GetValue(set) ?? [],
                    parsed.GetValue(directory),
                    plugins.Of(parsed),
                    cancellation
                );
                Print(terminal, parsed.GetValue(json), made, Text);
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(MadeFork made)
    {
        var left = made.At - made.Inherited;
        var without = left == 0 ? "" : $" ({left} of the first {made.At} do not meet the new constraint)";
        return $"""
            {made.Name} inherits {made.Inherited} results of {made.Phase} from {made.Origin}{without}.
            It is in {made.Directory}; start it, and go on with it, by:
              langevin run {made.Search} --dir {made.Directory}
            """;
    }
}

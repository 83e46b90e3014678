using System.CommandLine;
using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.Running;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>Starts a search or goes on with it.</summary>
public sealed class RunCommand : LangevinCommand
{
    public RunCommand(Terminal terminal)
        : base("run", "Start a search, or go on with it: the same command again resumes, and shows the result once it is finished.")
    {
        var file = new Argument<string>("FILE") { Description = "The search file (HOCON or JSON)." };
        var directory = new Option<string?>("--dir")
        {
            Description = $"Directory of the search; without it, {SearchArchive.DefaultRoot}/NAME.",
            HelpName = "DIR",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Override a setting: KEY=VALUE. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var dry = new Option<bool>("--dry-run")
        {
            Description = "Check everything, the data and the directory too, and print the plan; write nothing and fetch nothing.",
        };
        var json = new Option<bool>("--json") { Description = "With --dry-run: print the plan as JSON." };
        var plugins = new PluginOptions();
        Add(file);
        foreach (var option in new Option[] { directory, set, plugins.Directory, plugins.Accept, dry, json })
            Add(option);
        Examples =
        [
            "langevin run hocon/searches/quickstart.conf",
            "langevin run hocon/searches/quickstart.conf --dry-run",
            "langevin run hocon/searches/quickstart.conf --set strategy.name=random --dir runs/random",
            "langevin run search.conf --plugins ~/langevin-plugins --set strategy.name=hill-climber",
            "langevin run hocon/searches/cr-nas-quickstart.conf",
            "langevin run hocon/searches/cr-nas-bccd.conf --set data.root=/data/bccd",
            "langevin run hocon/searches/cr-nas-coco-resnet50.conf --dry-run --json",
        ];
        SetAction(
            async (parsed, cancellation) =>
            {
                var settings = SearchFileReader.Read(parsed.GetRequiredValue(file), parsed.GetValue(set) ?? [], plugins.Of(parsed));
                var (path, accept) = (
                    parsed.GetValue(directory) ?? Path.Combine(SearchArchive.DefaultRoot, settings.Name),
                    parsed.GetValue(plugins.Accept)
                );
                if (!parsed.GetValue(dry))
                    return await new SearchRun(terminal).RunAsync(settings, path, accept);
                // What it would do is known whatever is in the way.
                var plan = MethodFaces.Of(settings).Plan(settings);
                // As an object: the JSON is then of what the plan is, not of what all plans have.
                Print<object>(terminal, parsed.GetValue(json), plan, _ => plan.InWords());
                await new SearchRun(terminal).CheckAsync(settings, path, accept, cancellation);
                return ExitCodes.Done;
            }
        );
    }
}

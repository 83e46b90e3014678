using System.CommandLine;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.Results;
using Seed.Running;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>Runs a fidelity study, or goes on with it, and prints what it comes to. The command has the name of the method.</summary>
public sealed class FidelityCommand : LangevinCommand
{
    private readonly Terminal _terminal;

    public FidelityCommand(Terminal terminal)
        : base(
            "fidelity",
            "Measure how well the proxies rank architectures: train some by themselves, score them, compare. The same command again resumes."
        )
    {
        _terminal = terminal;
        var file = new Argument<string>("FILE")
        {
            Description =
                $"A search file with method = {Name}. Each of its fidelity.arms {{ NAME {{ ... }} }} is a sampler with keys of the section langevin "
                + "(learning-rate, temperature, burn-in, thinning, moves, ...) and a section proxy (recalibration-batches, own-recalibration); docs/fidelity.md.",
        };
        var directory = new Option<string?>("--dir")
        {
            Description = $"Directory of the study; without it, {SearchArchive.DefaultRoot}/NAME.",
            HelpName = "DIR",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Override a setting: KEY=VALUE. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var scores = new Option<string?>("--scores")
        {
            Description =
                "Run nothing: the report of a study that is done, from its file scores.csv and the truth (truth.table, or truth.csv beside it). "
                + "FILE is the study's search file. With --dir, the result directory is written there.",
            HelpName = "CSV",
        };
        var json = JsonOption();
        Add(file);
        foreach (var option in new Option[] { directory, set, scores, json })
            Add(option);
        Examples =
        [
            "langevin fidelity hocon/searches/fidelity-fashion.conf",
            "langevin fidelity hocon/searches/fidelity-fashion.conf --set fidelity.supernets=5 --dir runs/five --json",
            "langevin fidelity hocon/searches/fidelity-fashion.conf --scores docs/results/fidelity-fashion/scores.csv",
            "langevin fidelity hocon/searches/fidelity-fashion.conf --set fidelity.arms.last.moves=classifier --dir runs/last",
        ];
        SetAction(
            async (parsed, _) =>
            {
                var settings = SearchFileReader.Read(parsed.GetRequiredValue(file), parsed.GetValue(set) ?? []);
                if (settings.Method != Name)
                    throw new UserException(
                        $"{parsed.GetRequiredValue(file)}: method is {settings.Method}, and a study needs method = {Name}; langevin run takes this file."
                    );
                if (parsed.GetValue(scores) is { } measured)
                    return Report(settings, measured, parsed.GetValue(directory), parsed.GetValue(json));
                var path = parsed.GetValue(directory) ?? Path.Combine(SearchArchive.DefaultRoot, settings.Name);
                if (!parsed.GetValue(json))
                    return await new SearchRun(terminal).RunAsync(settings, path);
                // Standard output is the JSON's alone.
                var code = await new SearchRun(terminal with { Out = terminal.Error }).RunAsync(settings, path);
                if (code == ExitCodes.Done)
                    Print(terminal, json: true, MethodFaces.Result(await SearchArchive.ReadAsync(SearchSource.In(path))).Metrics, _ => "");
                return code;
            }
        );
    }

    private int Report(SearchSettings settings, string scores, string? directory, bool json)
    {
        // Of the phases, which only a journal tells of, nothing is known.
        var view = new SearchView(settings.Name, SearchStatus.Completed, SettingsJson.Text(settings), [], null, [], []);
        var found = MethodFaces.Result(SearchOutcome.Of(view, [], null) with { ScoresFile = scores });
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            AtomicDirectory.Replace(
                Path.Combine(directory, ResultFiles.DirectoryName),
                ResultFiles.Of(found, VersionInfo.Of(settings), weights: null)
            );
        }
        Print(_terminal, json, found.Metrics, _ => ResultText.Of(found));
        return ExitCodes.Done;
    }
}

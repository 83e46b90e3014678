using Actors.Hosting;
using Actors.Persistence;
using Actors.Search;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Output;
using Seed.Results;
using Seed.Running.Plans;
using Serilog.Extensions.Logging;

namespace Seed.Running;

/// <summary><c>langevin run</c>: starts a search, or goes on with it, or shows the result of a finished one.</summary>
public sealed class SearchRun(Terminal terminal)
{
    /// <param name="acceptPlugins">Whether to go on with other assemblies of plug-ins than before.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserException">Something is in the way that the user can mend; nothing was started.</exception>
    public async Task<int> RunAsync(SearchSettings requested, string path, bool acceptPlugins = false)
    {
        var plan = RunPlan.Of(requested);
        using var interrupts = new Interrupts(terminal.Error.WriteLine, terminal.Time);
        using var directory = SearchDirectory.Open(path);
        var begun = directory.Resume(requested, acceptPlugins);
        if (begun is not null && await SearchReader.In(directory.Path).ViewAsync(interrupts.Token) is { Status: SearchStatus.Completed })
        {
            directory.RequireSame(requested);
            return await FinishAsync(directory);
        }

        var used = begun ?? await DataSupply.ProvideAsync(requested, terminal, interrupts.Token);
        DataSupply.Require(used, begun is not null, terminal);
        var change = begun is null ? null : directory.Change(requested);
        if (change is not null) terminal.Error.WriteLine($"From here on, as the history will say: {change}.");
        if (begun is null || change is not null) directory.Begin(requested, used);
        terminal.Error.WriteLine(PlanText.Of(plan));
        terminal.Error.WriteLine($"Everything of this search is in {directory.Path}; Ctrl-C saves and stops, the same command goes on.");
        var last = await SearchAsync(directory, requested, used, acceptPlugins, interrupts);
        switch (last.Status)
        {
            case SearchStatus.Completed:
                return await FinishAsync(directory);
            case SearchStatus.Failed:
                terminal.Error.WriteLine($"The search failed: {last.Note ?? "no reason was given"}; details are in {RunLog.FileIn(directory.Logs)}");
                return ExitCodes.Failed;
            default:
                terminal.Error.WriteLine("Saved. The same command goes on from here.");
                return ExitCodes.Interrupted;
        }
    }

    private async Task<SearchProgress> SearchAsync(SearchDirectory directory, SearchSettings requested, SearchSettings used, bool acceptPlugins, Interrupts interrupts)
    {
        await using IProgressDisplay display = terminal.Live ? new LiveProgress(terminal) : new PlainProgress(terminal);
        interrupts.Say = display.Say;
        using var log = RunLog.Open(directory.Logs, display);
        using var loggers = new SerilogLoggerFactory(log);
        var options = new LocalClusterOptions
        {
            Directory = directory.Path,
            Devices = requested.Devices.Count,
            Kind = used.Devices.Kind,
            Threads = used.Devices.Threads,
            DeviceSpan = used is CrNasSettings { Detector.Shards: var shards } ? shards : 1,
            Plugins = requested.Plugins?.Directory,
            Loggers = loggers,
        };
        await using var cluster = await LocalCluster.StartAsync(options, interrupts.Token);
        return await cluster.RunAsync(new StartSearch(used.Name, SettingsJson.Text(used), acceptPlugins), display.Show, interrupts.Token);
    }

    private async Task<int> FinishAsync(SearchDirectory directory)
    {
        var source = SearchSource.In(directory.Path);
        var found = SearchResults.Of(await SearchArchive.ReadAsync(source));
        var result = ResultWriter.Write(source, found, terminal.Error);
        terminal.Out.WriteLine(ResultText.Of(found));
        terminal.Out.WriteLine($"result: {result}");
        return ExitCodes.Done;
    }
}

using Actors.Hosting;
using Actors.Search;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.Progress;
using Seed.Results;
using Serilog.Extensions.Logging;

namespace Seed.Running;

/// <summary><c>langevin run</c>: starts a search, or goes on with it, or shows the result of a finished one.</summary>
public sealed class SearchRun(Terminal terminal)
{
    /// <param name="acceptPlugins">True: go on with other assemblies of plug-ins than before.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UserException">Something is in the way that the user can mend; nothing was started.</exception>
    public async Task<int> RunAsync(SearchSettings requested, string path, bool acceptPlugins = false)
    {
        var plan = MethodFaces.Of(requested).Plan(requested);
        using var interrupts = new Interrupts(terminal.Error.WriteLine, terminal.Time);
        // One that is there is held from here on; one that is not is made when nothing is in the way any more.
        using var there = SearchDirectory.Find(path);
        var standing = await SearchStanding.OfAsync(path, requested, acceptPlugins, interrupts.Token);
        if (standing.IsFinished)
            return await FinishAsync(Path.GetFullPath(path));

        var used = standing.Used ?? await DataSupply.ProvideAsync(requested, terminal, interrupts.Token);
        var leftOut = DataChecks.Require(used, standing.Used is null ? DataSight.Begins : DataSight.GoesOn, terminal);
        using var directory = there ?? SearchDirectory.Open(path);
        if (there is null && directory.HasBegun)
            throw new UserException(
                $"{path}: another langevin process has just begun a search there; give the same command again to go on with it"
            );
        if (standing.Change is { } change)
            terminal.Error.WriteLine($"From here on, as the history will say: {change}.");
        if (standing.Discarded is { } difference)
        {
            terminal.Error.WriteLine(
                $"The search in {directory.Path} had nothing to show yet, and begins anew with other settings: {difference}."
            );
            directory.Clear();
        }
        if (standing.Used is null)
            directory.Note(leftOut);
        directory.Begin(requested, used);
        terminal.Error.WriteLine(plan.InWords());
        terminal.Error.WriteLine($"Everything of this search is in {directory.Path}; Ctrl-C saves and stops, the same command goes on.");
        var last = await SearchAsync(directory, requested, used, acceptPlugins, interrupts);
        switch (last.Status)
        {
            case SearchStatus.Completed:
                return await FinishAsync(directory.Path);
            case SearchStatus.Failed when last.UserMistake:
                terminal.Error.WriteLine(
                    $"The search cannot go on: {last.Note}{(last.Note?.EndsWith('.') is true ? "" : ".")} Once that is mended, the same command goes on from here."
                );
                return ExitCodes.UserMistake;
            case SearchStatus.Failed:
                terminal.Error.WriteLine(
                    $"The search failed: {last.Note ?? "no reason was given"}; details are in {RunLog.FileIn(directory.Logs)}"
                );
                return ExitCodes.Failed;
            default:
                terminal.Error.WriteLine("Saved. The same command goes on from here.");
                return ExitCodes.Interrupted;
        }
    }

    /// <summary>Makes the checks of <see cref="RunAsync"/> before it starts anything. Writes nothing, fetches nothing.</summary>
    /// <exception cref="UserException">The same as from <see cref="RunAsync"/>.</exception>
    public async Task CheckAsync(SearchSettings requested, string path, bool acceptPlugins, CancellationToken cancellation)
    {
        SearchDirectory.Require(path);
        var standing = await SearchStanding.OfAsync(path, requested, acceptPlugins, cancellation);
        if (!standing.IsFinished)
            DataChecks.Require(standing.Used ?? requested, DataSight.DryRun, terminal);
        if (standing.Discarded is { } difference)
            terminal.Error.WriteLine(
                $"The search in {path} has nothing to show yet, and would begin anew with other settings: {difference}."
            );
    }

    private async Task<SearchProgress> SearchAsync(
        SearchDirectory directory,
        SearchSettings requested,
        SearchSettings used,
        bool acceptPlugins,
        Interrupts interrupts
    )
    {
        await using IProgressDisplay display = terminal.Live ? new LiveProgress(terminal) : new PlainProgress(terminal);
        interrupts.Say = display.Say;
        using var log = RunLog.Open(directory.Logs, display, terminal.Time);
        using var loggers = new SerilogLoggerFactory(log);
        var options = new LocalClusterOptions
        {
            Directory = directory.Path,
            Devices = requested.Devices.Count,
            Kind = used.Devices.Kind,
            Threads = used.Devices.Threads,
            DeviceSpan = MethodFaces.Of(used).DeviceSpan(used),
            Plugins = requested.Plugins?.Directory,
            Loggers = loggers,
        };
        await using var cluster = await LocalCluster.StartAsync(options, interrupts.Token);
        return await cluster.RunAsync(new StartSearch(used.Name, SettingsJson.Text(used), acceptPlugins), display.Show, interrupts.Token);
    }

    private async Task<int> FinishAsync(string directory)
    {
        var source = SearchSource.In(directory);
        var found = MethodFaces.Result(await SearchArchive.ReadAsync(source));
        var result = ResultWriter.Write(source, found, terminal.Error);
        terminal.Out.WriteLine(ResultText.Of(found));
        terminal.Out.WriteLine($"result: {result}");
        return ExitCodes.Done;
    }
}

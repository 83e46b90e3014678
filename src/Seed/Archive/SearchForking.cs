using System.Collections.Immutable;
using Actors.Archive;
using Actors.Checkpoints;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Scores;
using Actors.Search.Deciding;
using Actors.Search.Methods;
using Actors.Search.Reading.Forking;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.SearchFiles;

namespace Seed.Archive;

/// <param name="Search">The new search's file: <c>langevin run</c> takes it.</param>
public sealed record MadeFork(
    string Directory,
    string Search,
    string Name,
    string Origin,
    string Phase,
    int At,
    int Inherited,
    string Hash
);

/// <summary>
/// <c>langevin fork</c>: makes the directory of a new search from another's, which may run meanwhile and may be deleted afterwards.
/// </summary>
public static class SearchForking
{
    private static readonly string[] StrategySections = [.. SearchMethods.All.SelectMany(method => method.StrategySections).Distinct()];

    /// <param name="overrides">Texts <c>a.b=value</c>.</param>
    /// <param name="to">Directory to be made; null: <c>runs/NAME</c>.</param>
    /// <param name="phase">Candidate phase; null: the first that the search has.</param>
    /// <exception cref="UserException">The origin does not have so much, the settings contradict it, or the directory is taken.</exception>
    public static async Task<MadeFork> MakeAsync(
        string from,
        int at,
        string? phase,
        IReadOnlyList<string> overrides,
        string? to,
        PluginChoice plugins,
        CancellationToken cancellation
    )
    {
        var reader = SearchReader.In(from);
        var view =
            await reader.ViewAsync(cancellation) ?? throw new UserException($"{from}: the search has not begun: there is nothing to fork.");
        var (requested, used) = (
            Read(from, SearchDirectory.RequestFile, overrides, plugins),
            Read(from, SearchDirectory.SettingsFile, overrides, plugins)
        );
        var directory = Path.GetFullPath(to ?? Path.Combine(SearchArchive.DefaultRoot, requested.Name));
        WholeDirectory.RequireFree(directory, "name another directory with --dir, or another search with --set name=NAME");
        var main = view.Phases.FirstOrDefault(one => SearchMethods.StrategyOf(used, one.Name) is not null)?.Name ?? PhaseNames.Search;
        var request = new ForkRequest(used, phase ?? main, at);
        var fork = SearchFork.Of(
            reader.Events,
            request,
            StrategyCatalog.Standard,
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()
        );
        await WholeDirectory.MakeAsync(directory, aside => WriteAsync(fork, from, aside, requested, used, cancellation));
        var origin = fork.Origin;
        return new MadeFork(
            directory,
            Path.Combine(directory, SearchDirectory.RequestFile),
            requested.Name,
            origin.Origin,
            origin.Phase,
            at,
            origin.Inherited,
            origin.Hash
        );
    }

    private static SearchSettings Read(string from, string file, IReadOnlyList<string> overrides, PluginChoice plugins)
    {
        var path = Path.Combine(from, file);
        var before = SearchFileReader.Read(path, [], plugins).Name;
        var read = SearchFileReader.Read(path, [$"name={before}-fork", .. WithoutOptions(overrides), .. overrides], plugins);
        // What is usual since then is not what the search to fork has done.
        return MethodSciences.Read(SettingsIdentity.AsBegun(File.ReadAllText(path), SettingsJson.Text(read)));
    }

    /// <summary>Options are those of the strategy that they were written for: another one has its own.</summary>
    private static IEnumerable<string> WithoutOptions(IReadOnlyList<string> overrides) =>
        StrategySections
            .Where(section => overrides.Any(setting => setting.Split('=')[0].Trim() == $"{section}.name"))
            .SelectMany(section => new[] { $"{section}.options=null", $"{section}.options={{}}" });

    private static async Task WriteAsync(
        ForkedSearch fork,
        string from,
        string to,
        SearchSettings requested,
        SearchSettings used,
        CancellationToken cancellation
    )
    {
        using var directory = SearchDirectory.Open(to);
        var target = new FileBlobStore(Path.Combine(to, LocalCluster.BlobFolder), TimeProvider.System);
        CopyBlobs(Path.Combine(from, LocalCluster.BlobFolder), target, fork.Blobs, SettingsJson.Text(used), fork.Origin.Settings);
        ScoreFile.Copy(from, to);
        SearchPersistence.Prepare(to);
        await JournalWriter.WriteAsync(SearchPersistence.Sqlite(to), SearchReader.IdOf(used.Name), fork.Events, cancellation);
        directory.Begin(requested, used);
    }

    /// <summary>Copies, for the origin may be deleted, or collect what it no longer needs itself; each is verified on its way.</summary>
    private static void CopyBlobs(string source, FileBlobStore target, ImmutableHashSet<string> blobs, params string[] texts)
    {
        var written = texts.Select(target.PutText).ToHashSet(StringComparer.Ordinal);
        foreach (var blob in blobs.Except(written))
        {
            if (target.CopyFrom(source, blob) is { } problem)
                throw new DamagedFileException($"{problem} Go on with the search that is forked, which makes it again, and fork then.");
        }
    }
}

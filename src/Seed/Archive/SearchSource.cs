using Actors.Archive;
using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Actors.Clusters;
using Actors.Hosting;
using Actors.Persistence;
using Actors.Search.Deciding;
using Nas.Model;
using Nas.Model.Settings;

namespace Seed.Archive;

/// <summary>A search that is asked about: where its journal and its blobs are, and where its result goes.</summary>
/// <param name="Directory">The search's own directory, or the one where a cluster's control node puts its results.</param>
/// <param name="Blobs">The store of its blobs on this machine.</param>
/// <param name="Name">The search's name in a journal of several searches; null: the journal has only this one.</param>
public sealed record SearchSource(string Directory, string Blobs, SearchReader Reader, string? Name)
{
    /// <summary>The bucket that has its blobs, and the name under which it has them; null: there is none.</summary>
    public (S3Settings Bucket, string Search)? Remote { get; init; }

    /// <summary>Each machine has a store of its own: what is missing here may be elsewhere.</summary>
    public bool OwnBlobs { get; init; }

    /// <summary>Directory of the journal's file; null: a database server has it.</summary>
    public string? Journal { get; init; }

    /// <summary>Finds the plug-ins' directory: the settings of a search of this machine name it, those of a cluster do not.</summary>
    public Func<SearchSettings, string?> PluginsOf { get; init; } = settings => settings.Plugins?.Directory;

    public static SearchSource In(string directory) =>
        new(directory, Path.Combine(directory, LocalCluster.BlobFolder), SearchReader.In(directory), Name: null) { Journal = directory };

    /// <exception cref="UserException">The journal cannot be reached.</exception>
    public static SearchSource Of(ClusterSettings settings, string search)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var isFile = settings.Journal.Kind != JournalSettings.Postgres;
        IJournalReader journal = isFile
            ? new SqliteJournalReader(settings.Directory)
            : new PostgresJournalReader(ClusterConfig.Connection(settings));
        return new(
            Path.GetFullPath(Path.Combine(settings.Directory, "searches", search)),
            Path.Combine(settings.StorePath, search),
            new SearchReader(journal, search),
            search
        )
        {
            Remote = settings.S3 is { } s3 ? (s3, search) : null,
            OwnBlobs = settings.KeepsOwnBlobs,
            Journal = isFile ? settings.Directory : null,
            PluginsOf = _ => settings.Plugins,
        };
    }

    /// <summary>The error of a journal that has no such search.</summary>
    public UserException NotThere() =>
        new(
            Name is null
                ? $"{Directory}: the search has not begun; start it with langevin run"
                : $"There is no search {Name} in {Reader.JournalName}{Spelling.Hint(Name, Reader.Names())}: see langevin list"
        );

    /// <summary>Reads every blob, in the bucket or on this machine, and says what is wrong; null: they are elsewhere.</summary>
    /// <exception cref="UserException">The bucket cannot be read.</exception>
    public async Task<IReadOnlyList<string>?> ProblemsOfAsync(IReadOnlyCollection<ReferencedBlob> blobs, CancellationToken cancellation)
    {
        if (Remote is null && !System.IO.Directory.Exists(Blobs))
        {
            // A search of this machine has them here, or nowhere.
            return Name is not null || blobs.Count == 0
                ? null
                : [$"{Blobs} is gone, and with it the {blobs.Count:N0} files that the search refers to."];
        }
        var problems = new List<string>();
        foreach (var blob in blobs)
        {
            var problem = Remote is null ? FileBlobStore.ProblemOf(Blobs, blob.Id) : await CopyAsync(blob.Id, _ => { }, cancellation);
            if (problem is not null)
                problems.Add(
                    $"Search {blob.Search}, {blob.What}: {problem}{(OwnBlobs ? " This machine's store is meant: others have their own." : "")}"
                );
        }
        return problems;
    }

    /// <summary>Sees to it that this machine's store has what a bucket has.</summary>
    /// <exception cref="UserException">The bucket cannot be read.</exception>
    public async Task BringAsync(string? blob, CancellationToken cancellation)
    {
        if (Remote is null || blob is null || FileBlobStore.ProblemOf(Blobs, blob) is null)
            return;
        var store = new FileBlobStore(Blobs, TimeProvider.System);
        await CopyAsync(blob, path => store.Put(path), cancellation);
    }

    private async Task<string?> CopyAsync(string blob, Action<string> then, CancellationToken cancellation)
    {
        var (settings, search) = Remote!.Value;
        using var bucket = S3Bucket.Open(settings, TimeProvider.System);
        var path = new FileBlobStore(Blobs, TimeProvider.System).NewTempPath();
        try
        {
            var problem = await bucket.CopyAsync(search, blob, path, cancellation);
            if (problem is null)
                then(path);
            return problem;
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using Actors.Clusters;
using Actors.Hosting;
using Actors.Persistence;
using Nas.Model;

namespace Seed.Running;

/// <summary>A search that is asked about: where its journal and its blobs are, and where its result goes.</summary>
/// <param name="Directory">Of the search alone, or where a cluster's control node puts results of this search.</param>
/// <param name="Blobs">Its store.</param>
/// <param name="Remedy">What to do where there is nothing in the journal.</param>
public sealed record SearchSource(string Directory, string Blobs, SearchReader Reader, string Remedy)
{
    public static SearchSource In(string directory) =>
        new(directory, Path.Combine(directory, LocalCluster.BlobFolder), SearchReader.In(directory), "start it with langevin run");

    /// <exception cref="UserException">The journal cannot be reached.</exception>
    public static SearchSource Of(ClusterSettings settings, string search)
    {
        ArgumentNullException.ThrowIfNull(settings);
        IJournalReader journal = settings.Journal.Kind == JournalSettings.Postgres
            ? new PostgresJournalReader(ClusterConfig.Connection(settings))
            : new SqliteJournalReader(settings.Directory);
        return new(
            Path.GetFullPath(Path.Combine(settings.Directory, "searches", search)), Path.Combine(settings.StorePath, search), new SearchReader(journal, search),
            "see langevin list");
    }
}

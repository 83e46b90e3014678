using Actors.Archive;
using Actors.Search.Deciding;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Results;

namespace Seed.Archive;

/// <summary>
/// The state of a directory's search for somebody who would run one there with these settings. It is found by reading alone.
/// </summary>
/// <param name="Used">The settings that it goes on with: those asked for now, with the data that it began with. Null: it begins.</param>
/// <param name="IsFinished">There is nothing left to do but to show its result.</param>
public sealed record SearchStanding(SearchSettings? Used, bool IsFinished = false)
{
    /// <summary>Sentence about what changes from now on, as the search's history will say it; null: nothing does.</summary>
    public string? Change { get; init; }

    /// <summary>Difference of the search that is there and makes room, because it has nothing to show yet; null: none makes room.</summary>
    public string? Discarded { get; init; }

    /// <param name="acceptPlugins">True: assemblies of plug-ins may be others than they were.</param>
    /// <exception cref="UserException">
    /// The directory holds a search with other settings, of which the sentence names the first that differs, or things that are none of a
    /// search.
    /// </exception>
    public static async Task<SearchStanding> OfAsync(
        string path,
        SearchSettings requested,
        bool acceptPlugins,
        CancellationToken cancellation
    )
    {
        SearchLayout.Require(path);
        var reader = SearchReader.In(path);
        var view = await reader.ViewAsync(cancellation);
        var (asked, used) = (
            SearchDirectory.ReadSettings(path, SearchDirectory.RequestFile),
            SearchDirectory.ReadSettings(path, SearchDirectory.SettingsFile)
        );
        if (
            view is not null
            && used is not null
            && SettingsIdentity.FirstDifference(SettingsJson.Text(used), view.Settings, otherStrategies: true, otherPlugins: true)
                is { } foreign
        )
            throw new UserException(
                $"{Path.GetFullPath(path)}: its journal is that of a search with other settings than {SearchDirectory.SettingsFile} beside it has: {foreign}; put back the journal that was there, or choose another directory with --dir"
            );
        if (view is not null)
            used = MethodSciences.Read(view.Settings);
        else if (asked is null)
            used = null;
        if ((asked ?? used) is not { } before)
        {
            RequireNobodysResult(path);
            return new SearchStanding(Used: null);
        }

        var (old, @new) = (SettingsJson.Text(before), SettingsJson.Text(requested));
        var finished = view is { Status: SearchStatus.Completed };
        if (
            SettingsIdentity.FirstDifference(old, @new, otherStrategies: !finished, otherPlugins: acceptPlugins && !finished) is
            { } difference
        )
        {
            // A journal without these settings beside it may be a cluster's.
            if (asked is null || Produce.IsIn(reader.Events()))
                throw Refused(path, difference, SettingsIdentity.PluginDifference(old, @new) is not null);
            return new SearchStanding(Used: null) { Discarded = difference };
        }
        if (used is null)
            return new SearchStanding(Used: null);
        return new SearchStanding(MethodSciences.Read(SettingsIdentity.GoingOnWith(SettingsJson.Text(used), @new)), finished)
        {
            Change = SettingsIdentity.FirstDifference(old, @new),
        };
    }

    /// <summary>A result is replaced as a whole when a search is finished.</summary>
    private static void RequireNobodysResult(string path)
    {
        var result = Path.Combine(path, ResultFiles.DirectoryName);
        if (
            !Directory.Exists(result)
            || File.Exists(Path.Combine(path, SearchDirectory.SettingsFile))
            || !Directory.EnumerateFileSystemEntries(result).Any()
        )
            return;
        throw new UserException(
            $"{result} is there and of no search, and would be replaced by this one's result: move it out of the way, or choose another directory with --dir"
        );
    }

    private static UserException Refused(string path, string difference, bool isPlugin) =>
        new(
            $"{Path.GetFullPath(path)}: holds a search with other settings: {difference}; go on with the old settings, or choose another directory with --dir"
                + (isPlugin ? "; to go on with the other plug-in, wherever it leads, say --accept-plugins" : "")
        );
}

using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Results;

namespace Seed.Archive;

/// <summary>Reads searches from their journals, whether they run, rest or are finished; writes nothing.</summary>
public static class SearchArchive
{
    public const string DefaultRoot = "runs";

    /// <summary>The directory that a query means: the one named, or else the only search in <c>runs</c>.</summary>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    public static string Locate(string? named)
    {
        if (named is not null)
        {
            SearchLayout.Require(named);
            if (IsSearch(named))
                return Path.GetFullPath(named);
            if (!Directory.Exists(named))
                throw new UserException($"{named}: there is no such directory; give the directory of a search, such as {DefaultRoot}/NAME");
            throw new UserException(
                $"{named}: holds no search; give the directory that langevin run --dir was given, or {DefaultRoot}/NAME"
            );
        }
        var found = Directory.Exists(DefaultRoot)
            ? Directory.GetDirectories(DefaultRoot).Where(IsSearch).Order(StringComparer.Ordinal).ToArray()
            : [];
        if (found.Length == 1)
            SearchLayout.Require(found[0]);
        return found.Length switch
        {
            1 => Path.GetFullPath(found[0]),
            0 => throw new UserException($"There is no search in {Path.GetFullPath(DefaultRoot)}: name a search's directory"),
            _ => throw new UserException($"There are several searches, name one of them: {string.Join(", ", found)}"),
        };
    }

    /// <exception cref="UserException">The search has not begun, or its journal cannot be read.</exception>
    public static async Task<SearchView> ViewAsync(SearchSource search) => await search.Reader.ViewAsync() ?? throw search.NotThere();

    public static async Task<SearchOutcome> ReadAsync(SearchSource search)
    {
        var view = await ViewAsync(search);
        var candidates = ImmutableArray.CreateBuilder<CandidateView>();
        var losses = ImmutableDictionary.CreateBuilder<(string Phase, int Index), ImmutableArray<double>>();
        foreach (var candidate in SearchHistory.Candidates(search.Reader.Events))
        {
            candidates.Add(candidate.View);
            if (!candidate.Losses.IsEmpty)
                losses.Add((candidate.Proposed.Phase, candidate.Proposed.Index), candidate.Losses);
        }
        return SearchOutcome.Of(view, candidates.DrainToImmutable(), Notice(search.Directory, view)) with
        {
            Losses = losses.ToImmutable(),
            LeftOut = SearchDirectory.ReadNotes(search.Directory),
            DeviceSeconds = DeviceTime.Of(search.Reader.Events()),
        };
    }

    public static string? Notice(string directory, SearchView view) =>
        SearchDirectory.ReadSettings(directory, SearchDirectory.RequestFile) is { } asked
            ? DataNotice.Of(asked, MethodSciences.Read(view.Settings))
            : null;

    private static bool IsSearch(string directory) => File.Exists(Path.Combine(directory, SearchDirectory.SettingsFile));
}

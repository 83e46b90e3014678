using System.Collections.Immutable;
using Actors.Search.State;

namespace Actors.Clusters;

/// <summary>The searches that there are, and which of them run: a cluster that starts again goes on with these.</summary>
public sealed record CatalogueState
{
    public static readonly CatalogueState Empty = new();

    public ImmutableSortedDictionary<string, CatalogueEntry> Entries { get; private init; } =
        ImmutableSortedDictionary.Create<string, CatalogueEntry>(StringComparer.Ordinal);

    public IEnumerable<string> Running => Entries.Where(entry => entry.Value.Status == SearchStatus.Running).Select(entry => entry.Key);

    /// <summary>The event of a search that enters; null where it is known already.</summary>
    public ICatalogueEvent? Decide(EnterSearch entered, long time) =>
        Entries.TryGetValue(entered.SearchId, out var entry) && entry.Status == SearchStatus.Running
            ? null
            : new SearchEntered(time, entered.SearchId);

    /// <summary>The event of a search's progress; null where it is known already, or nothing is known of the search.</summary>
    public ICatalogueEvent? Decide(NoteSearch noted, long time) =>
        Entries.TryGetValue(noted.SearchId, out var entry) && entry.Status != noted.Status
            ? new SearchNoted(time, noted.SearchId, noted.Status)
            : null;

    public CatalogueState Apply(ICatalogueEvent @event) =>
        @event switch
        {
            SearchEntered e => With(
                e.SearchId,
                Entries.TryGetValue(e.SearchId, out var known)
                    ? known with
                    {
                        Status = SearchStatus.Running,
                    }
                    : new CatalogueEntry(e.Time, SearchStatus.Running)
            ),
            SearchNoted e => Entries.TryGetValue(e.SearchId, out var entry) ? With(e.SearchId, entry with { Status = e.Status }) : this,
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is no event of the catalogue that this version knows."),
        };

    private CatalogueState With(string searchId, CatalogueEntry entry) => new() { Entries = Entries.SetItem(searchId, entry) };
}

/// <param name="Entered">Time when the search was first submitted: Unix time in milliseconds.</param>
public sealed record CatalogueEntry(long Entered, SearchStatus Status);

using Actors.Checkpoints;
using Actors.Search.State;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Search.Reading;

/// <summary>The progress of a search. Sent to watchers when something changes, at most a few times a second.</summary>
/// <param name="Status">running, suspended, completed or failed.</param>
/// <param name="Note">One line for people: best score so far, loss; or why the search failed, or no device works.</param>
/// <param name="Waiting">Why it has no more work for devices than it has.</param>
/// <param name="LateResults">Results that came when nobody waited for them any more, and were rejected.</param>
/// <param name="UserMistake">
/// Whether it failed for something that only the user can put right: see <see cref="Events.SearchFailed"/>.
/// </param>
/// <param name="Best">The best candidate so far; null: there is none.</param>
/// <param name="CostUnit">Name of the unit in which candidates cost; null: they have no cost.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-progress/1")]
public sealed record SearchProgress(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), Known] SearchStatus Status,
    [property: ProtoMember(3)] List<PhaseView>? Phases,
    [property: ProtoMember(4), Anything] string? Note,
    [property: ProtoMember(5), Anything] List<string>? Waiting = null,
    [property: ProtoMember(6), Count] int LateResults = 0,
    [property: ProtoMember(7), Anything] bool UserMistake = false,
    [property: ProtoMember(8)] CandidateView? Best = null,
    [property: ProtoMember(9), Anything] string? CostUnit = null
) : ISearchMessage;

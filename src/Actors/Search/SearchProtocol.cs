using Actors.Serialization;
using ProtoBuf;

namespace Actors.Search;

/// <summary>A message for one search; the id routes it to the search's shard.</summary>
public interface ISearchMessage : IWireMessage
{
    string SearchId { get; }
}

/// <summary>Start the search, or go on with it: idempotent. Answered by <see cref="SearchAccepted"/> or <see cref="SearchRefused"/>.</summary>
/// <param name="Settings">Settings with every default filled in, as JSON.</param>
/// <param name="AcceptPlugins">Go on with other assemblies of plug-ins than before.</param>
[ProtoContract(SkipConstructor = true), Manifest("start-search/1")]
public sealed record StartSearch(
    [property: ProtoMember(1), ShortName] string SearchId,
    [property: ProtoMember(2), Anything] string Settings,
    [property: ProtoMember(3)] bool AcceptPlugins = false) : ISearchMessage;

[ProtoContract(SkipConstructor = true), Manifest("search-accepted/1")]
public sealed record SearchAccepted(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2)] bool Resumed) : ISearchMessage;

/// <summary>The journal belongs to a search with other settings.</summary>
[ProtoContract(SkipConstructor = true), Manifest("search-refused/1")]
public sealed record SearchRefused(
    [property: ProtoMember(1), ShortName] string SearchId,
    [property: ProtoMember(2), Anything] string Reason) : ISearchMessage;

/// <summary>Save what can be saved and rest; <see cref="StartSearch"/> goes on. Answered by <see cref="SearchSuspended"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("suspend/1")]
public sealed record Suspend([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

[ProtoContract(SkipConstructor = true), Manifest("search-suspended/1")]
public sealed record SearchSuspended([property: ProtoMember(1), SearchName] string SearchId) : ISearchMessage;

/// <summary>Go on with the settings that the journal has: idempotent. Answered by <see cref="SearchAccepted"/> or <see cref="SearchRefused"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("resume-search/1")]
public sealed record ResumeSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>End the search as failed, by its user's wish. Answered by <see cref="SearchProgress"/> or <see cref="SearchRefused"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("cancel-search/1")]
public sealed record CancelSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>Where is it? Answered once, by <see cref="SearchProgress"/> or <see cref="SearchRefused"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("describe-search/1")]
public sealed record DescribeSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>The sender is told of progress from now on, by <see cref="SearchProgress"/>, until it stops.</summary>
[ProtoContract(SkipConstructor = true), Manifest("watch-search/1")]
public sealed record WatchSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>Where a search is. Sent to watchers when something changes, at most a few times a second.</summary>
/// <param name="Status">running, suspended, completed or failed.</param>
/// <param name="Note">One line for people: best score so far, loss; or why the search failed, or no device works.</param>
/// <param name="Waiting">Why it has no more work for devices than it has.</param>
/// <param name="LateResults">Results that came when nobody waited for them any more, and were rejected.</param>
/// <param name="UserMistake">It failed for what is the user's to mend: see <see cref="Events.SearchFailed"/>.</param>
[ProtoContract(SkipConstructor = true), Manifest("search-progress/1")]
public sealed record SearchProgress(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), Known] SearchStatus Status,
    [property: ProtoMember(3)] List<PhaseView>? Phases,
    [property: ProtoMember(4), Anything] string? Note,
    [property: ProtoMember(5), Anything] List<string>? Waiting = null,
    [property: ProtoMember(6), Count] int LateResults = 0,
    [property: ProtoMember(7), Anything] bool UserMistake = false) : ISearchMessage;

public enum SearchStatus
{
    Running = 1,
    Suspended = 2,
    Completed = 3,
    Failed = 4,
}

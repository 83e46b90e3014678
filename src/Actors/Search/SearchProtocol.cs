using Actors.Checkpoints;
using Actors.Search.Reading;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Search;

/// <summary>
/// Start the search, or go on with it: idempotent. Answered by <see cref="SearchAccepted"/> or <see cref="SearchRefused"/>.
/// </summary>
/// <param name="Settings">Settings with every default filled in, as JSON.</param>
/// <param name="AcceptPlugins">Go on with other assemblies of plug-ins than before.</param>
[ProtoContract(SkipConstructor = true), Manifest("start-search/1")]
public sealed record StartSearch(
    [property: ProtoMember(1), ShortName] string SearchId,
    [property: ProtoMember(2), Anything] string Settings,
    [property: ProtoMember(3)] bool AcceptPlugins = false
) : ISearchMessage;

[ProtoContract(SkipConstructor = true), Manifest("search-accepted/1")]
public sealed record SearchAccepted([property: ProtoMember(1), SearchName] string SearchId, [property: ProtoMember(2)] bool Resumed)
    : ISearchMessage;

/// <summary>The journal belongs to a search with other settings.</summary>
[ProtoContract(SkipConstructor = true), Manifest("search-refused/1")]
public sealed record SearchRefused(
    [property: ProtoMember(1), ShortName] string SearchId,
    [property: ProtoMember(2), Anything] string Reason
) : ISearchMessage;

/// <summary>Save what can be saved and rest; <see cref="StartSearch"/> goes on. Answered by <see cref="SearchSuspended"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("suspend/1")]
public sealed record Suspend([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

[ProtoContract(SkipConstructor = true), Manifest("search-suspended/1")]
public sealed record SearchSuspended([property: ProtoMember(1), SearchName] string SearchId) : ISearchMessage;

/// <summary>
/// Go on with the settings that the journal has: idempotent. Answered by <see cref="SearchAccepted"/> or <see cref="SearchRefused"/>.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("resume-search/1")]
public sealed record ResumeSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>
/// End the search as failed, by its user's wish. Answered by <see cref="SearchProgress"/> or <see cref="SearchRefused"/>.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("cancel-search/1")]
public sealed record CancelSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>Asks for the search's progress. Answered once, by <see cref="SearchProgress"/> or <see cref="SearchRefused"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("describe-search/1")]
public sealed record DescribeSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

/// <summary>The sender is told of progress from now on, by <see cref="SearchProgress"/>, until it stops.</summary>
[ProtoContract(SkipConstructor = true), Manifest("watch-search/1")]
public sealed record WatchSearch([property: ProtoMember(1), ShortName] string SearchId) : ISearchMessage;

using System.Collections.Immutable;
using Actors.Checkpoints;
using Actors.Search;
using Actors.Search.State;
using Actors.Serialization;
using ProtoBuf;

namespace Actors.Clusters;

// ---- Client -> gate of any control node, which answers each once; what is not answered is asked again, of the next node. Pause, resume
// and so on are the messages of a search (Suspend, ResumeSearch, CancelSearch, DescribeSearch), and DescribeDispatch is the dispatcher's.

/// <summary>Start a search, or go on with it. Answered by <see cref="SearchAccepted"/> or <see cref="SearchRefused"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("submit-search/1")]
public sealed record SubmitSearch(
    [property: ProtoMember(1), ShortName] string SearchId,
    [property: ProtoMember(2), Anything] string Settings,
    [property: ProtoMember(3)] bool AcceptPlugins = false
) : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("list-searches/1")]
public sealed record ListSearches : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("search-list/1")]
public sealed record SearchList([property: ProtoMember(1)] ImmutableArray<SearchSummary> Searches) : IWireMessage;

/// <param name="Entered">Unix time in milliseconds.</param>
/// <param name="Phase">The phase that runs.</param>
/// <param name="Waiting">Why it has no more work for devices than it has.</param>
/// <param name="SecondsLeft">
/// Time that the phase will still take at the rate of the last while; null where too little was seen of it, or it stands still.
/// </param>
[ProtoContract(SkipConstructor = true)]
public sealed record SearchSummary(
    [property: ProtoMember(1), SearchName] string SearchId,
    [property: ProtoMember(2), Known] SearchStatus Status,
    [property: ProtoMember(3), Count] long Entered,
    [property: ProtoMember(4), ShortName] string? Phase,
    [property: ProtoMember(5), Count] long Done,
    [property: ProtoMember(6), Count] long Total,
    [property: ProtoMember(7), Anything] string? Note,
    [property: ProtoMember(8), Anything] ImmutableArray<string> Waiting = default,
    [property: ProtoMember(9), Count] double? SecondsLeft = null
);

[ProtoContract(SkipConstructor = true), Manifest("list-nodes/1")]
public sealed record ListNodes : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("node-list/1")]
public sealed record NodeList([property: ProtoMember(1)] ImmutableArray<NodeSummary> Nodes) : IWireMessage;

/// <param name="Role">control, gpu, web, or several with commas.</param>
/// <param name="Status">up, joining, leaving, unreachable, ...</param>
/// <param name="Busy">Devices at work.</param>
/// <param name="Closed">The node is cordoned or drained.</param>
[ProtoContract(SkipConstructor = true)]
public sealed record NodeSummary(
    [property: ProtoMember(1), ShortName] string Name,
    [property: ProtoMember(2), ShortName] string Role,
    [property: ProtoMember(3), ShortName] string Address,
    [property: ProtoMember(4), ShortName] string Status,
    [property: ProtoMember(5), Count] int Devices,
    [property: ProtoMember(6), Count] int Busy,
    [property: ProtoMember(7)] bool Closed
);

public enum NodeCommand
{
    /// <summary>Finish work, take no more, leave.</summary>
    Drain = 1,

    /// <summary>The node takes no more work.</summary>
    Cordon = 2,

    Uncordon = 3,
}

/// <summary>
/// Gives a node an order: from the client to a gate, and from there to the node's keeper. Answered by <see cref="NodeOrdered"/> or
/// <see cref="GateRefused"/>.
/// </summary>
[ProtoContract(SkipConstructor = true), Manifest("order-node/1")]
public sealed record OrderNode([property: ProtoMember(1), ShortName] string Node, [property: ProtoMember(2), Known] NodeCommand Command)
    : IWireMessage;

[ProtoContract(SkipConstructor = true), Manifest("node-ordered/1")]
public sealed record NodeOrdered([property: ProtoMember(1), ShortName] string Node) : IWireMessage;

/// <param name="Reason">The sentence for the user.</param>
/// <param name="Passing">It may be answered when it is asked again, as <see cref="GateActor.Again"/> may; if it never is, the reason is
/// said.</param>
[ProtoContract(SkipConstructor = true), Manifest("gate-refused/1")]
public sealed record GateRefused([property: ProtoMember(1), Anything] string Reason, [property: ProtoMember(2)] bool Passing = false)
    : IWireMessage;

/// <summary>Client -> keeper of the node that it asks about. Answered by <see cref="NodeHealth"/>.</summary>
[ProtoContract(SkipConstructor = true), Manifest("ask-health/1")]
public sealed record AskHealth : IWireMessage;

/// <param name="Ready">A member of the cluster that takes part.</param>
[ProtoContract(SkipConstructor = true), Manifest("node-health/1")]
public sealed record NodeHealth(
    [property: ProtoMember(1), ShortName] string Node,
    [property: ProtoMember(2)] bool Ready,
    [property: ProtoMember(3), ShortName] string Status
) : IWireMessage;

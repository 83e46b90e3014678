using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Actors.Search;

/// <summary>
/// Published on the actor system's event stream when a search's journal cannot be written or read, or its actor fails: nothing more is
/// to be expected of it, and what it had acknowledged is safe.
/// </summary>
/// <param name="Sentence">A sentence for the user.</param>
/// <param name="Conflict">Someone else wrote to the journal: there are two incarnations of the search, and this one has to go.</param>
public sealed record SearchFault(string SearchId, string Sentence, bool Conflict = false) : INoSerializationVerificationNeeded;

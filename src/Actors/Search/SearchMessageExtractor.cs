using Actors.Serialization;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Actors.Search;

/// <summary>Routes messages to the shard of their search.</summary>
public sealed class SearchMessageExtractor() : HashCodeMessageExtractor(Shards)
{
    /// <summary>Part of what running clusters agree on: never changed.</summary>
    public const int Shards = 30;

    public override string? EntityId(object message) => (message as ISearchMessage)?.SearchId;
}

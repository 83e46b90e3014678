using ProtoBuf;

namespace Actors.Serialization;

/// <summary>A message for one search; the id routes it to the search's shard.</summary>
public interface ISearchMessage : IWireMessage
{
    string SearchId { get; }
}

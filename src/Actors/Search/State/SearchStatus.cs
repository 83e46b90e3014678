using ProtoBuf;

namespace Actors.Search.State;

public enum SearchStatus
{
    Running = 1,
    Suspended = 2,
    Completed = 3,
    Failed = 4,
}

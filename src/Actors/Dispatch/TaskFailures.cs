namespace Actors.Dispatch;

/// <summary>Tells who is to blame for a failure.</summary>
public static class TaskFailures
{
    /// <summary>Whether the task itself is to blame, or may be.</summary>
    public static bool IsHeld(this TaskFailure failure) => failure < TaskFailure.DeviceLost;

    /// <summary>
    /// Whether the node is to blame, for this search's work alone: the data or the room is missing there. Another may do it.
    /// </summary>
    public static bool IsOfNode(this TaskFailure failure) => failure is TaskFailure.DataFault or TaskFailure.StoreUnwritable;
}

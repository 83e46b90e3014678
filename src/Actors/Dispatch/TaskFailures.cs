namespace Actors.Dispatch;

/// <summary>Who is to blame for a failure.</summary>
public static class TaskFailures
{
    /// <summary>Whether the task itself is to blame, or may be.</summary>
    public static bool IsHeld(this TaskFailure failure) => failure < TaskFailure.DeviceLost;

    /// <summary>Whether the node is to blame, for this search's work alone: it has not the data, or no room. Another may do it.</summary>
    public static bool IsOfNode(this TaskFailure failure) => failure is TaskFailure.DataFault or TaskFailure.StoreUnwritable;
}

namespace Actors.Simulation.Checking;

/// <summary>A promise that was not kept.</summary>
/// <param name="What">A sentence for people.</param>
public sealed record Violation(TimeSpan At, Promise Promise, string What)
{
    public override string ToString() => $"{At:d\\.hh\\:mm\\:ss\\.fff} {Promise}: {What}";
}

/// <summary>The promises about any search on any cluster.</summary>
public enum Promise
{
    /// <summary>An event that a device was told is durable, is.</summary>
    AcknowledgedIsKept,

    /// <summary>A result that a user was shown is never taken back.</summary>
    ShownIsKept,

    /// <summary>History and answer are those of the undisturbed search.</summary>
    SameHistory,

    /// <summary>Each candidate, and each of its scores, is counted once.</summary>
    CountedOnce,

    /// <summary>Nothing is held against a task but what happened under it, and that once.</summary>
    BlamedJustly,

    /// <summary>Never do two incarnations of a search both append: numbers have no gaps, and who was replaced writes no more.</summary>
    OneWriter,

    /// <summary>A report that comes late changes nothing.</summary>
    LateIsRejected,

    /// <summary>
    /// The numbers of waiting things have limits: outstanding proposals the window; queues, mailboxes and outboxes their own.
    /// </summary>
    Bounded,

    /// <summary>A device works on one lease at a time, and every lease ends.</summary>
    LeasesEnd,

    /// <summary>The search finishes, once nothing goes wrong any more.</summary>
    Finishes,
}

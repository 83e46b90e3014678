using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.Reading;
using Actors.Search.State.Events;

namespace Actors.Simulation.Checking;

/// <summary>An observation for the checker: all that a promise speaks of.</summary>
public abstract record TraceEntry(TimeSpan At);

/// <param name="Writer">Number of the search's incarnation.</param>
public sealed record EventAppended(TimeSpan At, string Search, int Writer, long Sequence, ISearchEvent Event) : TraceEntry(At);

/// <summary>The number had been taken by another incarnation.</summary>
public sealed record AppendRefused(TimeSpan At, string Search, int Writer, long Sequence) : TraceEntry(At);

/// <summary>The search told a device that its report is durable.</summary>
public sealed record ReportConfirmed(TimeSpan At, string Search, int Writer, ITaskReport Report) : TraceEntry(At);

/// <summary>A user was shown how far the search is.</summary>
public sealed record ProgressShown(TimeSpan At, string Search, int Writer, ImmutableArray<PhaseView> Phases) : TraceEntry(At);

public sealed record LeaseBegan(TimeSpan At, string Device, Lease Lease) : TraceEntry(At);

/// <summary>The device is free again, or dead.</summary>
public sealed record LeaseOver(TimeSpan At, string Device, Lease Lease) : TraceEntry(At);

/// <summary>
/// A failure under a task that is held against it: it ran out of memory, ended its device's process, or its device was bad.
/// </summary>
/// <param name="Token">Token of the lease under which it happened.</param>
public sealed record TaskFaulted(TimeSpan At, string Search, string Task, long Token) : TraceEntry(At);

/// <summary>The numbers of waiting things, taken now and then.</summary>
/// <param name="Queued">Tasks in the dispatcher's book that no device works on.</param>
/// <param name="UnderWay">Messages on the network.</param>
/// <param name="Unreported">Reports in the outbox of the device that has most.</param>
public sealed record LoadSeen(TimeSpan At, int Queued, int UnderWay, int Unreported) : TraceEntry(At);

/// <summary>The end of a search: nothing went wrong any more, and long enough for what was under way to end.</summary>
/// <param name="History">The history as a query prints it; null: the search did not finish.</param>
public sealed record SearchEnded(TimeSpan At, string Search, string? History) : TraceEntry(At);

using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Simulation.Checking;

namespace Actors.Simulation;

/// <summary>The result of a simulation.</summary>
/// <param name="Makespan">Time from the start to the end of the last search; null: it did not end.</param>
/// <param name="Undisturbed">The same with nothing going wrong.</param>
/// <param name="FaultsStopped">Time when faults ended though a search was not finished yet; null: they went on to the end.</param>
/// <param name="Failure">Why the first search failed, as it does undisturbed; null: it was completed.</param>
/// <param name="Busy">Share of the devices' time in which they worked.</param>
/// <param name="Phases">Phases of the first search, in their order.</param>
/// <param name="Lost">Device time of which nothing came.</param>
/// <param name="Faults">Number of faults of each kind.</param>
/// <param name="Retried">Tries at tasks that ended without a result.</param>
/// <param name="Forgiven">Tasks that a device was to blame for the failures of.</param>
/// <param name="Failovers">Searches that went on on another node.</param>
/// <param name="RefusedWrites">Writes of incarnations of a search that another had taken the place of.</param>
/// <param name="LateResults">Results that came when nobody waited for them any more: not counted.</param>
/// <param name="SameHistory">
/// Whether the first search's history is, byte for byte, the undisturbed one's; null where that is not promised.
/// </param>
/// <param name="Fingerprint">Hash of all that happened: equal for equal simulations.</param>
public sealed record SimulationResult(
    long Seed,
    TimeSpan? Makespan,
    TimeSpan Undisturbed,
    TimeSpan? FaultsStopped,
    string? Failure,
    double Busy,
    ImmutableArray<PhaseUse> Phases,
    TimeSpan Lost,
    IReadOnlyDictionary<string, int> Faults,
    int Retried,
    int Forgiven,
    int Failovers,
    int RefusedWrites,
    int LateResults,
    CandidateView? Winner,
    bool? SameHistory,
    ImmutableArray<Violation> Violations,
    ulong Fingerprint
);

/// <summary>A phase, and what it made of the devices.</summary>
/// <param name="Busy">Share of the devices' time in which they worked.</param>
/// <param name="Steady">The same in the middle eight tenths of the phase: without its filling and its emptying.</param>
public sealed record PhaseUse(string Phase, TimeSpan Began, TimeSpan Ended, double Busy, double Steady);

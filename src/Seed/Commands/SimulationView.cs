using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Simulation;

namespace Seed.Commands;

/// <summary>The results of simulations.</summary>
/// <param name="HeartbeatSeconds">Time between heartbeats of a device; more than the real second where that would take too long.</param>
/// <param name="Runs">The simulated runs, by seed.</param>
public sealed record SimulationView(
    string Search,
    int Nodes,
    int Devices,
    double StepSeconds,
    double EvaluationSeconds,
    double Spread,
    double HeartbeatSeconds,
    double FailoverSeconds,
    ImmutableArray<SimulatedRunView> Runs
);

/// <param name="MakespanSeconds">Null: it did not finish.</param>
/// <param name="FaultsStoppedSeconds">Time at which faults were stopped so that the search could finish; null: they never were.</param>
/// <param name="Busy">Share of the devices' time in which they worked.</param>
/// <param name="LostSeconds">Device time that gave no result.</param>
/// <param name="SameHistory">True: the history is the undisturbed one's, byte for byte; null where results are taken in the order of
/// arrival.</param>
/// <param name="Violations">Promises that were not kept: errors in Langevin.</param>
/// <param name="Replay">The command that does exactly the same again.</param>
public sealed record SimulatedRunView(
    long Seed,
    double? MakespanSeconds,
    double UndisturbedSeconds,
    double? FaultsStoppedSeconds,
    double Busy,
    double LostSeconds,
    ImmutableArray<PhaseUseView> Phases,
    IReadOnlyDictionary<string, int> Faults,
    int Retried,
    int Failovers,
    int RefusedWrites,
    int LateResults,
    bool? SameHistory,
    CandidateView? Winner,
    string? Failure,
    ImmutableArray<string> Violations,
    string Fingerprint,
    string Replay
)
{
    public static SimulatedRunView Of(SimulationResult result, string replay) =>
        new(
            result.Seed,
            result.Makespan?.TotalSeconds,
            result.Undisturbed.TotalSeconds,
            result.FaultsStopped?.TotalSeconds,
            result.Busy,
            result.Lost.TotalSeconds,
            [
                .. result.Phases.Select(phase => new PhaseUseView(
                    phase.Phase,
                    phase.Began.TotalSeconds,
                    phase.Ended.TotalSeconds,
                    phase.Busy,
                    phase.Steady
                )),
            ],
            result.Faults,
            result.Retried,
            result.Failovers,
            result.RefusedWrites,
            result.LateResults,
            result.SameHistory,
            result.Winner,
            result.Failure,
            [.. result.Violations.Select(violation => violation.ToString())],
            result.Fingerprint.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            replay
        );
}

/// <param name="Steady">The same as <paramref name="Busy"/>, in the middle eight tenths of the phase.</param>
public sealed record PhaseUseView(string Phase, double BeganSeconds, double EndedSeconds, double Busy, double Steady);

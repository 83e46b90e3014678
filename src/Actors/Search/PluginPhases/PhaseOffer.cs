using Actors.Search.State;

namespace Actors.Search.PluginPhases;

/// <summary>The offer of a method's phase to the phases of plug-ins that go on from it.</summary>
/// <param name="Pattern">Makes the spec of other candidates from the spec of its own, for all that a plan does not say.</param>
/// <param name="Training">The parts that can be trained; null: none.</param>
internal sealed record PhaseOffer(Func<CandidateSpec, CandidateSpec> Pattern, TrainableParts? Training);

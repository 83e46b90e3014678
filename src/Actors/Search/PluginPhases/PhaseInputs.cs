using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Plugins;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Search.PluginPhases;

/// <summary>The inputs of a phase of a plug-in: the findings and weights of the phases before it.</summary>
/// <param name="Pattern">The spec of candidates, for all that its plan does not say.</param>
/// <param name="Weights">The weights that can score, those that the method itself scores with first; none in a black-box search.</param>
internal sealed record PhaseInputs(
    ConstrainedSpace Space,
    CandidateSpec Pattern,
    ImmutableArray<PhaseFindings> Found,
    TrainableParts? Training,
    ImmutableArray<(SharedWeights Weights, ImmutableArray<WeightsRef> Sets)> Weights,
    ImmutableArray<Trial> Trials
)
{
    public static PhaseInputs Of(IPhaseSpaces spaces, PhaseOffer offer, CandidatePhase[] found, SearchState state)
    {
        var pattern = offer.Pattern(found[0].Spec);
        var space = spaces.Open(pattern.Space, new CostRange(pattern.MinCost, pattern.MaxCost));
        return new PhaseInputs(
            space,
            pattern,
            [.. found.Select(phase => Findings(phase, space.Space))],
            offer.Training,
            offer.Training?.WeightsIn(state, found[0]) ?? [],
            offer.Training?.TrialsIn(state, found[0]) ?? []
        );
    }

    public PhaseContext Context(RandomStream random) =>
        new(Space, Found, random) { Weights = [.. Weights.Select(one => one.Weights)], Trials = Trials };

    private static PhaseFindings Findings(CandidatePhase phase, ISearchSpace space) =>
        new(
            phase.Name,
            phase.Proposed,
            phase.Failed,
            [
                .. phase.Top.Select(one => new Observation(one.Index, space.Parse(one.Architecture), one.Madds, one.Score)
                {
                    Scores = one.Scores,
                }),
            ],
            phase.Spec.NumberOf(0),
            phase.Spec.Samples.Length
        )
        {
            Weights =
                phase.Spec.Samples[0] is { IsNone: false } weights && TaskName.TryParse(weights.Task, out var task) ? task.Phase : null,
        };
}

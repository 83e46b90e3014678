using System.Text.Json.Nodes;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Spaces;

namespace Actors.Search.Proposing;

/// <summary>Opens the strategy of a candidate phase.</summary>
public static class Proposers
{
    /// <param name="phase">Number of the phase in its search.</param>
    /// <param name="made">Called with the strategy before it is used.</param>
    /// <exception cref="Nas.Model.UserException">The strategy or one of its options is unknown.</exception>
    public static Proposer Open(
        StrategyCatalog catalog,
        SearchContext context,
        CandidateSpec spec,
        int phase,
        Action<ISearchStrategy>? made = null
    )
    {
        var options = (JsonObject)(JsonNode.Parse(spec.Options) ?? new JsonObject());
        var space = context.Spaces.Open(spec.Space, new CostRange(spec.MinCost, spec.MaxCost));
        return new Proposer(
            spec.Strategy,
            catalog.Create(spec.Strategy, options),
            space,
            spec.Seed ?? context.Settings.Seed,
            phase,
            spec.Window,
            spec.Inherited,
            spec.Samples.Length,
            spec.Budget
        );
    }
}

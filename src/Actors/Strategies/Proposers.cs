using System.Text.Json.Nodes;
using Actors.Search;
using Actors.Search.Methods;
using Nas.Model.Spaces;

namespace Actors.Strategies;

/// <summary>Opens the strategy of a candidate phase.</summary>
public static class Proposers
{
    /// <param name="phase">Number of the phase in its search.</param>
    /// <exception cref="Nas.Model.UserException">The strategy or one of its options is unknown.</exception>
    public static Proposer Open(StrategyCatalog catalog, SearchContext context, CandidateSpec spec, int phase)
    {
        var options = (JsonObject)(JsonNode.Parse(spec.Options) ?? new JsonObject());
        var space = context.SpaceOf(spec.Subspace, new CostRange(spec.MinMadds, spec.MaxMadds));
        return new Proposer(spec.Strategy, catalog.Create(spec.Strategy, options), space, context.Settings.Seed, phase);
    }
}

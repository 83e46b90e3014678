using System.Globalization;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Seed.Commands;

/// <summary>How architectures of a topology space are drawn, and what comes of it.</summary>
/// <param name="Sampling">options or topology.</param>
/// <param name="Augmented">Augmented edges that there can be.</param>
/// <param name="Edges">Mean number of those that are present; null: its costs are too irregular to say.</param>
/// <param name="Chain">Probability that none is present; null: as above.</param>
public sealed record SpaceDrawing(string Sampling, int Augmented, double? Edges, double? Chain)
{
    /// <summary>Null for a space that has no topologies.</summary>
    public static SpaceDrawing? Of(ConstrainedSpace inside)
    {
        if (inside.Space is not TopologySpace space)
            return null;
        var draws = TopologyDraws.Of(inside);
        return new SpaceDrawing(space.Sampling.ToString().ToLowerInvariant(), space.Augmented, draws?.Edges, draws?.Chain);
    }

    public override string ToString() =>
        Sampling
        + (
            Edges is { } edges
                ? string.Create(CultureInfo.InvariantCulture, $": {edges:0.0} of {Augmented} augmented edges on average")
                : ""
        )
        + Chain switch
        {
            null => "",
            0 => ", never none",
            var chain => string.Create(CultureInfo.InvariantCulture, $", none with probability {chain:0.##e+0}"),
        };
}

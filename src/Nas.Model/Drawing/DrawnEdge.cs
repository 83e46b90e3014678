using System.Collections.Immutable;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Drawing;

/// <summary>A present edge of the stage that is being drawn.</summary>
internal readonly record struct DrawnEdge(int From, int To, EdgeOperation Operation)
{
    public int Span => To - From;

    public bool IsChain => Span == 1;

    public static ImmutableArray<DrawnEdge> Of(TopologySpace space, Architecture architecture, int stage) =>
        [
            .. space
                .Edges.Select((edge, index) => (edge, operation: space.OperationOf(architecture, index)))
                .Where(pair => pair.edge.Stage == stage && pair.operation is not null)
                .Select(pair => new DrawnEdge(pair.edge.From, pair.edge.To, pair.operation!)),
        ];
}

using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Drawing;

/// <summary>
/// Style of edges that carry an operation: the kernel gives the colour, the expansion the width; the identity is grey and dashed.
/// </summary>
internal sealed class OperationColours
{
    public const int SwatchWidth = 28;

    public OperationColours(TopologySpec spec)
    {
        var operations = spec.ChainOperations.Concat(spec.AugmentedOperations).DistinctBy(operation => operation.Name).ToList();
        var kernels = operations
            .Where(operation => !operation.IsIdentity)
            .Select(operation => operation.Kernel)
            .Distinct()
            .Order()
            .ToList();
        Styles =
        [
            .. operations
                .OrderBy(operation => operation.Kernel)
                .ThenBy(operation => operation.Expansion)
                .Select(
                    (operation, index) =>
                        new OperationStyle(
                            operation,
                            operation.IsIdentity
                                ? SvgParts.Grey
                                : SvgParts.Palette[kernels.IndexOf(operation.Kernel) % SvgParts.Palette.Length],
                            1.4 + (0.25 * operation.Expansion),
                            $"end-{index}"
                        )
                ),
        ];
    }

    public ImmutableArray<OperationStyle> Styles { get; }

    public OperationStyle this[EdgeOperation operation] => Styles.First(style => style.Operation == operation);

    /// <summary>SVG markers: an arrowhead for each style, and one of the neutral colour for lines of no operation.</summary>
    public string Arrowheads(string neutral) =>
        string.Concat(Styles.Select(style => Arrowhead(style.Arrowhead, style.Colour))) + Arrowhead("end-none", neutral);

    private static string Arrowhead(string id, string colour) =>
        $"""
            <marker id="{id}" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>
            """;
}

/// <param name="Width">Width of the line, in pixels.</param>
/// <param name="Arrowhead">Id of the marker at the end of a line.</param>
internal sealed record OperationStyle(EdgeOperation Operation, string Colour, double Width, string Arrowhead)
{
    public string Caption =>
        Operation.IsIdentity
            ? $"{Operation.Name} identity"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Operation.Name} {Operation.Kernel}×{Operation.Kernel}, expansion {Operation.Expansion}"
            );

    public int LegendWidth => OperationColours.SwatchWidth + 6 + (6 * Caption.Length) + 26;
}

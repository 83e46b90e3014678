using System.Globalization;
using System.Text;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Drawing;

/// <summary>
/// An architecture for a terminal: for each stage its nodes on one line, joined by the chain edges, and under them one track for each
/// augmented edge (edges that do not meet share a track), leaving its source downwards and reaching its target from below.
/// </summary>
public static class ArchitectureText
{
    public static string Draw(TopologySpace space, Architecture architecture)
    {
        var text = new StringBuilder();
        for (var stage = 0; stage < space.Spec.Stages.Length; stage++)
        {
            var spec = space.Spec.Stages[stage];
            if (stage > 0)
                text.Append('\n');
            text.Append(
                    CultureInfo.InvariantCulture,
                    $"stage {stage + 1}: {space.Sides[stage]}x{space.Sides[stage]}, {spec.Width} channels, "
                )
                .Append(CultureInfo.InvariantCulture, $"entry k{spec.EntryKernel}e{spec.EntryExpansion} stride {spec.Stride}\n");
            Stage(text, spec.Nodes, DrawnEdge.Of(space, architecture, stage));
        }
        return text.ToString();
    }

    private static void Stage(StringBuilder text, int nodes, IReadOnlyList<DrawnEdge> edges)
    {
        var names = Enumerable.Range(0, nodes).Select(node => $"({node})").ToArray();
        var gap = edges.Max(edge => edge.Operation.Name.Length) + 4;
        // Where each node starts (edges arrive) and ends (edges leave).
        var starts = new int[nodes];
        var ends = new int[nodes];
        for (var i = 0; i < nodes; i++)
        {
            starts[i] = i == 0 ? 2 : ends[i - 1] + 1 + gap;
            ends[i] = starts[i] + names[i].Length - 1;
        }
        var tracks = Tracks([.. edges.Where(edge => !edge.IsChain).OrderBy(edge => edge.Span).ThenBy(edge => edge.From)]);
        var canvas = new TextCanvas(ends[^1] + 1, tracks.Count == 0 ? 1 : tracks.Count + 2);
        for (var i = 0; i < nodes; i++)
            canvas.Write(starts[i], 0, names[i]);
        foreach (var chain in edges.Where(edge => edge.IsChain))
        {
            canvas.Horizontal(ends[chain.From], starts[chain.To], 0);
            canvas.Write(ends[chain.From] + 3, 0, chain.Operation.Name);
            canvas.Write(starts[chain.To] - 1, 0, "▶");
        }
        for (var track = 0; track < tracks.Count; track++)
        {
            foreach (var edge in tracks[track])
            {
                var (left, right, row) = (ends[edge.From], starts[edge.To], track + 2);
                canvas.Horizontal(left, right, row);
                canvas.Vertical(left, 0, row);
                canvas.Vertical(right, 0, row);
                canvas.Write(right, 1, "▲");
                // No other edge runs down between two neighbouring nodes: the label is safe there.
                var middle = edge.From + ((edge.Span - 1) / 2);
                canvas.Write(ends[middle] + 1 + ((gap - edge.Operation.Name.Length) / 2), row, edge.Operation.Name);
            }
        }
        canvas.AppendTo(text);
    }

    /// <summary>Shares out tracks, short edges first, so that the edges of a track have no node's inside in common.</summary>
    private static List<List<DrawnEdge>> Tracks(IReadOnlyList<DrawnEdge> edges)
    {
        var tracks = new List<List<DrawnEdge>>();
        foreach (var edge in edges)
        {
            var free = tracks.Find(track => track.TrueForAll(other => other.To <= edge.From || other.From >= edge.To));
            if (free is null)
                tracks.Add(free = []);
            free.Add(edge);
        }
        return tracks;
    }
}

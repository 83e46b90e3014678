using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>Nodes of one resolution and width: an entry block makes node 0, every other node is the mean of its incoming edges.</summary>
public sealed class Stage : nn.Module<Tensor, Architecture, Tensor>
{
    private readonly TopologySpace _space;
    private readonly int _nodes,
        _firstEdge;
    private readonly Edge?[] _edges;
    private readonly MbConv _entry;

    /// <summary>1 / n for n incoming edges.</summary>
    private readonly Scalar[] _shares;

    /// <param name="index">Number of the stage, from 0.</param>
    /// <param name="input">Channels of what comes in.</param>
    /// <param name="only">The one architecture to hold the operations of; null: all operations of all edges.</param>
    public Stage(TopologySpace space, int index, int input, Architecture? only, NormSwitch norm, bool running, Device device)
        : base(nameof(Stage))
    {
        _space = space;
        var spec = space.Spec.Stages[index];
        _nodes = spec.Nodes;
        _entry = new MbConv(
            new MbConvSpec(input, spec.Width, spec.EntryKernel, spec.EntryExpansion, spec.Stride, Residual: false),
            norm,
            running,
            device
        );
        register_module("entry", _entry);
        _shares = [.. Enumerable.Range(0, spec.Nodes).Select(count => (Scalar)(1.0 / Math.Max(1, count)))];
        _firstEdge = Enumerable.Range(0, space.Edges.Length).First(edge => space.Edges[edge].Stage == index);
        _edges = new Edge?[spec.Nodes * (spec.Nodes - 1) / 2];
        for (var i = 0; i < _edges.Length; i++)
        {
            var (_, from, to) = space.Edges[_firstEdge + i];
            var operations = Operations(_firstEdge + i, only).ToList();
            if (operations.Count == 0)
                continue;
            _edges[i] = new Edge(operations, spec.Width, norm, running, device);
            register_module($"{from}-{to}", _edges[i]!);
        }
    }

    public override Tensor forward(Tensor input, Architecture architecture)
    {
        using var scope = NewDisposeScope();
        var nodes = new Tensor[_nodes];
        nodes[0] = _entry.call(input);
        var edge = 0;
        for (var to = 1; to < _nodes; to++)
        {
            Tensor? sum = null;
            var arriving = 0;
            for (var from = 0; from < to; from++, edge++)
            {
                if (_space.OperationOf(architecture, _firstEdge + edge) is not { } operation)
                    continue;
                var arrived = EdgeAt(edge).call(nodes[from], operation);
                // The first sum is a new tensor: an identity edge gives the source node itself, which must stay as it is.
                sum =
                    arriving == 0 ? arrived
                    : arriving == 1 ? sum!.add(arrived, Scalars.One)
                    : sum!.add_(arrived, Scalars.One);
                arriving++;
            }
            nodes[to] = arriving == 1 ? sum! : sum!.mul_(_shares[arriving]);
        }
        return nodes[^1].MoveToOuterDisposeScope();
    }

    /// <summary>The modules that a forward pass of an architecture runs.</summary>
    public IEnumerable<nn.Module> Used(Architecture architecture)
    {
        yield return _entry;
        for (var i = 0; i < _edges.Length; i++)
        {
            if (_space.OperationOf(architecture, _firstEdge + i) is { IsIdentity: false } operation)
                yield return EdgeAt(i).Operation(operation);
        }
    }

    /// <summary>Parts were registered under their checkpoint keys.</summary>
    protected override void RegisterComponents() { }

    private Edge EdgeAt(int edge) =>
        _edges[edge]
        ?? throw new InvalidOperationException(
            $"This network holds no edge {_space.Decisions[_firstEdge + edge].Name}: it was built for another architecture."
        );

    private IEnumerable<EdgeOperation> Operations(int edge, Architecture? only)
    {
        if (only is null)
            return _space.Edges[edge].IsChain ? _space.Spec.ChainOperations : _space.Spec.AugmentedOperations;
        return _space.OperationOf(only, edge) is { } operation ? [operation] : [];
    }
}

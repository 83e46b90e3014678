using Nas.Model.Spaces.Topology;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>
/// One possible edge of a stage: its operations, of which a forward pass runs one. Operations are named by their checkpoint keys.
/// </summary>
public sealed class Edge : nn.Module<Tensor, EdgeOperation, Tensor>
{
    private readonly Dictionary<string, MbConv> _operations = new(StringComparer.Ordinal);

    /// <param name="operations">The operations that the edge can carry; the identity needs no weights.</param>
    public Edge(IEnumerable<EdgeOperation> operations, int width, NormSwitch norm, bool running, Device device)
        : base(nameof(Edge))
    {
        foreach (var operation in operations.Where(operation => !operation.IsIdentity))
        {
            var module = new MbConv(
                new MbConvSpec(width, width, operation.Kernel, operation.Expansion, Stride: 1, Residual: true),
                norm,
                running,
                device
            );
            _operations.Add(operation.Name, module);
            register_module(operation.Name, module);
        }
    }

    /// <summary>Runs an operation; the identity returns the input itself.</summary>
    public override Tensor forward(Tensor input, EdgeOperation operation) =>
        operation.IsIdentity ? input : Operation(operation).call(input);

    public MbConv Operation(EdgeOperation operation) =>
        _operations.TryGetValue(operation.Name, out var module)
            ? module
            : throw new InvalidOperationException(
                $"This network holds no operation {operation.Name} on this edge: it was built for another architecture."
            );

    /// <summary>Operations were registered by name.</summary>
    protected override void RegisterComponents() { }
}

using System.Collections.Immutable;
using Nas.Model.Detection;
using Nas.Model.Networks;
using Nas.Model.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Training;

/// <summary>
/// A detector and its copies, one for each shard of a minibatch: data-parallel training. Shards are dealt to the process's devices in turn;
/// which device a shard is on changes nothing. The first detector's tensors are the state; copies take them over before each step.
/// </summary>
internal sealed class DetectorShards : IDisposable
{
    private readonly ImmutableArray<SupernetDetector> _networks;
    private readonly ImmutableArray<PathParameters> _copies;
    private readonly bool _synchronised;

    /// <param name="create">Makes the detector on the device of a context.</param>
    public DetectorShards(CrNasContext context, Func<CrNasContext, SupernetDetector> create)
    {
        _synchronised = context.Settings.Backbone.Norm == "synchronised";
        _networks =
        [
            .. Enumerable
                .Range(0, context.Settings.Detector.Shards)
                .Select(shard => create(context with { Device = context.DeviceOf(shard) })),
        ];
        _copies = [.. _networks.Skip(1).Select(network => new PathParameters(network.Supernet, network.Tensors))];
    }

    public SupernetDetector First => _networks[0];

    public int Count => _networks.Length;

    /// <summary>True where minibatches are not split.</summary>
    public bool IsWhole => Count == 1;

    public void SetMode(NormMode mode)
    {
        foreach (var network in _networks)
            network.Norm.Mode = mode;
    }

    public IReadOnlyList<IReadOnlyList<NamedTensor>> CopiesOf(Architecture path) => [.. _copies.Select(copy => copy.Of(path))];

    /// <summary>
    /// The mean of the shards' losses, each divided by its own counts of boxes, as data-parallel training has it. It belongs to the
    /// caller's dispose scope.
    /// </summary>
    /// <param name="lossOf">The loss of a shard, by its network and number, on its own thread.</param>
    public Tensor MeanLoss(Func<SupernetDetector, int, Tensor> lossOf)
    {
        Align();
        using var meeting = _synchronised ? new NormMeeting(Count) : null;
        try
        {
            foreach (var (shard, network) in _networks.Index())
                network.Norm.Seat = meeting?.SeatOf(shard);
            using var scope = NewDisposeScope();
            var losses = ShardThreads.Run(Count, shard => lossOf(_networks[shard], shard), () => meeting?.BreakUp());
            scope.Attach(losses);
            return stack(losses.Select(loss => loss.to(losses[0].device))).mean().MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var network in _networks)
                network.Norm.Seat = null;
        }
    }

    public void Dispose()
    {
        foreach (var network in _networks)
            network.Dispose();
    }

    private void Align()
    {
        using var noGradient = no_grad();
        var state = First.Tensors;
        foreach (var copy in _networks.Skip(1))
        {
            foreach (var (tensor, own) in copy.Tensors.Zip(state))
                tensor.Value.copy_(own.Value);
        }
    }
}

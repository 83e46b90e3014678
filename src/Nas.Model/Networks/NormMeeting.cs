using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Nas.Model.Networks;

/// <summary>
/// The meeting of a minibatch's shards, each in a network and on a thread of its own: at every BatchNorm layer they normalise with the
/// statistics of all of them. All must go through the same layers. It serves one minibatch.
/// </summary>
internal sealed class NormMeeting(int shards) : IDisposable
{
    private readonly Barrier _barrier = new(shards);
    private readonly CancellationTokenSource _over = new();
    private readonly Moments[] _own = new Moments[shards];
    private ImmutableArray<Moments> _all = [];

    /// <summary>The seat that the switch of a shard's network holds during the meeting.</summary>
    public NormSeat SeatOf(int shard) => new(this, shard);

    /// <summary>Releases all that wait now or later: a shard will not come any more.</summary>
    public void BreakUp() => _over.Cancel();

    public void Dispose()
    {
        _barrier.Dispose();
        _over.Dispose();
    }

    /// <exception cref="OperationCanceledException">The meeting was broken up.</exception>
    internal Moments Meet(int shard, Moments own)
    {
        _own[shard] = own;
        _barrier.SignalAndWait(_over.Token);
        // Always the first shard's work: the thread that makes a node of the graph has a say in the order in which gradients are added.
        if (shard == 0)
            _all = Moments.Together([.. _own]);
        _barrier.SignalAndWait(_over.Token);
        return _all[shard];
    }
}

/// <summary>A shard's place in a meeting.</summary>
public sealed class NormSeat
{
    private readonly NormMeeting _meeting;
    private readonly int _shard;

    internal NormSeat(NormMeeting meeting, int shard) => (_meeting, _shard) = (meeting, shard);

    /// <summary>Waits for the other shards.</summary>
    /// <returns>The moments of all, in the given scope.</returns>
    /// <exception cref="OperationCanceledException">Another shard failed.</exception>
    internal Moments Meet(Moments own, TorchSharp.DisposeScope scope)
    {
        var all = _meeting.Meet(_shard, own);
        scope.Attach(all.Mean, all.Variance);
        return all;
    }
}

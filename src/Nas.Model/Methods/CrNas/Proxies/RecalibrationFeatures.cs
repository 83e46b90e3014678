using static TorchSharp.torch;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// Outputs of the candidates' trunks for the recalibration minibatches: crowns start from there instead of from the images. Either all
/// outputs are kept, or, where they exceed a limit of bytes, none can be used.
/// </summary>
internal sealed class RecalibrationFeatures : IDisposable
{
    private readonly Dictionary<CandidateTrie, List<Tensor>> _features;
    private long _left;

    /// <param name="ends">Ends of the trunks that crowns grow on.</param>
    public RecalibrationFeatures(IEnumerable<CandidateTrie> ends, long limitBytes) =>
        (_features, _left) = (ends.ToDictionary(end => end, _ => new List<Tensor>()), limitBytes);

    public bool AreKept => _left >= 0;

    /// <summary>Keeps the output of the end of a trunk for the next minibatch; other outputs are left alone.</summary>
    public void Keep(CandidateTrie node, Tensor output)
    {
        if (!AreKept || !_features.TryGetValue(node, out var features))
            return;
        _left -= output.numel() * output.ElementSize;
        if (AreKept)
            features.Add(output.DetachFromDisposeScope());
    }

    public Tensor Of(CandidateTrie end, int minibatch) => _features[end][minibatch];

    public void Dispose()
    {
        foreach (var tensor in _features.Values.SelectMany(kept => kept))
            tensor.Dispose();
        foreach (var kept in _features.Values)
            kept.Clear();
    }
}

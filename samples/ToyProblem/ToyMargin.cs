using System.ComponentModel.DataAnnotations;
using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Plugins;
using Nas.Model.Proxies;
using Nas.Model.Spaces;
using TorchSharp;

namespace ToyProblem;

public sealed record ToyMarginOptions
{
    /// <summary>A margin counts as at most this, so that a few easy images do not decide.</summary>
    [Range(0.001, 100.0)]
    public double Most { get; init; } = 5;
}

/// <summary>
/// Scores an architecture of ST-NAS by its margins: how far the logit of the right class is above the highest other one, on average over
/// the proxy's validation images, each minibatch normalised with its own statistics.
/// </summary>
[Plugin("toy-margin")]
public sealed class ToyMargin(ToyMarginOptions options) : IProxy, IDisposable
{
    private FixedBatches? _images;

    public Evaluation Score(ProxyContext context, PathNetwork network, Architecture architecture, int sample)
    {
        // The same images for every architecture and every sample: a score depends on nothing that was scored before.
        _images ??= FixedBatches.OfBlock(context, block: 0);
        network.Norm.Mode = NormMode.Batch;
        var (sum, loss, seen) = (0.0, 0.0, 0L);
        using var inference = torch.inference_mode();
        _images.ForEach(
            (_, batch) =>
            {
                var logits = network.call(batch.Images, architecture);
                var right = logits.gather(1, batch.Labels.unsqueeze(1));
                var others = logits.scatter(1, batch.Labels.unsqueeze(1), torch.full_like(right, float.NegativeInfinity)).amax([1]);
                sum += (right.squeeze(1) - others).clamp_max(options.Most).sum().item<float>();
                loss += torch.nn.functional.cross_entropy(logits, batch.Labels, reduction: torch.nn.Reduction.Sum).item<float>();
                seen += batch.Labels.numel();
            }
        );
        return new Evaluation(sum / seen, loss / seen);
    }

    public void Dispose() => _images?.Dispose();
}

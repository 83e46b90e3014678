using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Spaces;
using TorchSharp;
using Functional = TorchSharp.torch.nn.functional;

namespace Nas.Model.Proxies;

/// <summary>Top-1 accuracy and mean cross entropy of an architecture over a set of images.</summary>
public static class Accuracy
{
    public static Evaluation Of(PathNetwork network, Architecture architecture, FixedBatches images)
    {
        long seen = 0,
            correct = 0;
        var loss = 0.0;
        using var inference = torch.inference_mode();
        images.ForEach(
            (_, batch) =>
            {
                var logits = network.call(batch.Images, architecture);
                correct += logits.argmax(1).eq(batch.Labels).sum().item<long>();
                loss += Functional.cross_entropy(logits, batch.Labels, reduction: torch.nn.Reduction.Sum).item<float>();
                seen += batch.Labels.numel();
            }
        );
        return new Evaluation((double)correct / seen, loss / seen);
    }
}

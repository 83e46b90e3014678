using TorchSharp;

namespace Nas.Model.Networks;

/// <summary>A trainable tensor and its name, which is its key in checkpoints and in random streams.</summary>
public sealed record NamedTensor(string Name, torch.Tensor Value);

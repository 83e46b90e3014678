using static TorchSharp.torch;

namespace Nas.Model.Networks.Backbones;

/// <summary>
/// One block of a stage. A call gives the dilation of its 3x3 convolution, which costs nothing and needs no weights of its own.
/// </summary>
public abstract class Block(string name) : nn.Module<Tensor, int, Tensor>(name);

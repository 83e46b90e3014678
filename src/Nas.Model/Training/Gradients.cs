using TorchSharp;

namespace Nas.Model.Training;

/// <summary>
/// Gradients of a loss. They come from <c>backward</c>: an error inside of <c>autograd.grad</c> (above all a device without enough memory)
/// ends the process, since the native function has no guard.
/// </summary>
internal static class Gradients
{
    /// <summary>
    /// The gradient of each parameter, in the caller's dispose scope; null: the loss does not depend on it. The graph is freed, and the
    /// parameters are left without gradients, whatever happens.
    /// </summary>
    /// <param name="parameters">Leaves of the loss's graph.</param>
    public static torch.Tensor?[] Of(torch.Tensor loss, IReadOnlyList<torch.Tensor> parameters)
    {
        try
        {
            torch.autograd.backward([loss], inputs: [.. parameters]);
            return [.. parameters.Select(parameter => parameter.grad)];
        }
        finally
        {
            foreach (var parameter in parameters)
                parameter.grad = null;
        }
    }
}

using System.Collections.Concurrent;
using TorchSharp;

namespace Nas.Model.Arithmetic;

/// <summary>
/// The layers that this process has compared with their definition. The layers of a search are compared before it trains, since the native
/// library has computed wrong gradients without any error. A layer found right is not checked again for the next task, or for another
/// search.
/// </summary>
/// <param name="at">Receives, in words, what is about to be tried, since the native library may end the process while it is tried; null:
/// nothing is being tried.</param>
public sealed class CheckedLayers(Action<string?>? at = null)
{
    private readonly ConcurrentDictionary<(LayerShape Shape, DeviceType Device, int Threads), bool> _right = [];

    /// <exception cref="UserException">One of them is computed wrong on this device.</exception>
    public void Require(IEnumerable<LayerShape> shapes, torch.Device device)
    {
        var (check, threads) = (new LayerCheck(device), torch.get_num_threads());
        foreach (var shape in shapes.Where(shape => !_right.ContainsKey((shape, device.type, threads))))
        {
            at?.Invoke($"checking a layer of the search, {shape}");
            if (check.Fault(shape, TrialImages.Several(shape)) is { } fault)
                throw new UserException(Sentence(fault, device.type));
            _right[(shape, device.type, threads)] = true;
        }
        at?.Invoke(null);
    }

    private static string Sentence(LayerFault fault, DeviceType device) =>
        $"libtorch computes a layer of this search wrong on this machine: {fault}. "
        + (
            device == DeviceType.CPU
                ? "Set ONEDNN_MAX_CPU_ISA=AVX2 (or SSE41) in the environment, which has it compute in another way, or choose another width; "
                : "Set devices.kind to cpu, or choose another width; "
        )
        + "and please report it.";
}

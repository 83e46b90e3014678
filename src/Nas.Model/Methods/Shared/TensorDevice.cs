using Nas.Model.Execution;
using Nas.Model.Settings;
using TorchSharp;

namespace Nas.Model.Methods.Shared;

/// <summary>The device that a search's settings name, with its threads and its arithmetic set.</summary>
internal static class TensorDevice
{
    /// <exception cref="DeviceMissingException">There is no such device.</exception>
    public static torch.Device Open(DeviceSettings settings)
    {
        if (settings.Kind == "cuda")
        {
            if (!torch.cuda.is_available())
            {
                var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } list
                    ? $" (CUDA_VISIBLE_DEVICES is '{list}')"
                    : "";
                throw new DeviceMissingException(
                    $"devices.kind is cuda, but this process finds no CUDA device{visible}: set devices.kind to cpu, or see `langevin doctor`."
                );
            }
            // TF32 would round the products of convolutions to ten bits.
            torch.backends.cuda.matmul.allow_tf32 = false;
            torch.backends.cudnn.allow_tf32 = false;
            return torch.CUDA;
        }
        torch.set_num_threads(settings.Threads);
        return torch.CPU;
    }
}

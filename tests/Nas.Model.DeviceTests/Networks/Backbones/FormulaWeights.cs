using System.Text;
using Nas.Model.Networks.Layers;
using TorchSharp;

namespace Nas.Model.DeviceTests.Networks.Backbones;

/// <summary>Weights and an input that follow a formula, so that two programs can compute with the same ones without a file.</summary>
internal static class FormulaWeights
{
    public static void Fill(IEnumerable<LayerTensor> tensors)
    {
        using var noGradient = torch.no_grad();
        foreach (var (name, value, _, _) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                value.zero_();
            else
                value.copy_(torch.tensor(Values(name, value), value.shape));
        }
    }

    public static torch.Tensor Input(long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Math.Cos((0.01 * i) + (0.3 * (i / 97)));
        return torch.tensor(values, shape);
    }

    private static float[] Values(string name, torch.Tensor tensor)
    {
        var h = Crc32(name) % 1000;
        var values = new float[tensor.numel()];
        var fan = tensor.dim() > 1 ? Math.Sqrt(values.Length / tensor.shape[0]) : 0;
        var (middle, square) = Form(name);
        for (var n = 0; n < values.Length; n++)
        {
            double i = n + 1;
            var s = Math.Sin((0.7 * i) + h);
            values[n] = (float)(fan > 0 ? Math.Sin((12.9898 * i * i % 1000) + h) / fan : middle + (0.1 * (square ? s * s : s)));
        }
        return values;
    }

    private static (double Middle, bool Square) Form(string name) =>
        name.EndsWith("running_var", StringComparison.Ordinal) ? (1, true)
        : name.EndsWith("running_mean", StringComparison.Ordinal) ? (0, false)
        : name.EndsWith(".weight", StringComparison.Ordinal) ? (1, false)
        : (0, false);

    private static uint Crc32(string text)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}

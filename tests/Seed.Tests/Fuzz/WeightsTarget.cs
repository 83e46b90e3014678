using System.Text;
using Nas.Model.Cost.Torchvision;
using Nas.Model.WeightFiles.Weights;

namespace Seed.Tests.Fuzz;

internal static class WeightsTarget
{
    private static readonly FuzzFolder Folder = new();

    public static FuzzTarget Weights =>
        new(
            "weights",
            [Sample("F32", 4), Sample("BF16", 2), Sample("F8_E5M2", 1)],
            bytes =>
            {
                var file = PretrainedFile.Open(Folder.Write("w.safetensors", bytes));
                var needed = BackboneState.Of(BackboneShapes.Find("resnet_small"));
                file.Extract(Folder.File("o.safetensors"), WeightsMatch.Of(file.Tensors, needed), needed, []);
            }
        );

    private static byte[] Sample(string type, int size)
    {
        var end = 16 * size;
        var json = Encoding.UTF8.GetBytes(
            $$$"""{"__metadata__":{"format":"pt"},"bn1.weight":{"dtype":"{{{type}}}","shape":[16],"data_offsets":[0,{{{end}}}]},"bn1.bias":{"dtype":"F32","shape":[16],"data_offsets":[{{{end}}},{{{end + 64}}}]}}"""
        );
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[end + 64]];
    }
}

using System.Buffers.Binary;
using System.Text;
using Testing;

namespace Seed.Tests.Commands;

public sealed class WeightsCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_lists_names_types_and_shapes()
    {
        var path = Write(("conv1.weight", [16, 3, 7, 7]), ("fc.bias", [10]));
        var said = await Shell.RunAsync("weights", "inspect", path, "--json");
        Assert.Equal((ExitCodes.Done, ""), (said.Code, said.Error));
        Assert.Equal(2362, said.Json.GetProperty("numbers").GetInt64());
        var first = said.Json.GetProperty("tensors")[0];
        Assert.Equal(
            "conv1.weight F32 [16,3,7,7]",
            $"{first.GetProperty("name")} {first.GetProperty("type")} {first.GetProperty("shape").GetRawText().ReplaceLineEndings("").Replace(" ", "")}"
        );
        Assert.Matches(@"fc\.bias +F32 +10\s", (await Shell.RunAsync("weights", "inspect", path)).Out);
    }

    [Fact]
    public async Task Import_says_what_matched_is_missing_unlike_and_left_over_and_writes_what_matched()
    {
        var path = Write(("conv1.weight", [16, 3, 7, 7]), ("bn1.weight", [16]), ("bn1.bias", [32]), ("fc.bias", [10]));
        var target = Path.Combine(_folder.Path, "backbone.safetensors");
        var said = await Shell.RunAsync("weights", "import", path, "--backbone", "resnet_small", "--to", target, "--json");
        Assert.Equal((ExitCodes.Done, ""), (said.Code, said.Error));
        Assert.Equal(["conv1.weight", "bn1.weight"], Names(said, "matched"));
        Assert.Equal(["fc.bias"], Names(said, "leftOver"));
        Assert.Equal("bn1.bias", said.Json.GetProperty("unlike")[0].GetProperty("needed").GetProperty("name").GetString());
        Assert.Contains("layer4.1.bn2.running_var", Names(said, "missing"));
        Assert.DoesNotContain(Names(said, "missing"), name => name!.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        var written = await Shell.RunAsync("weights", "inspect", target, "--json");
        Assert.Equal("2,2,2,2", written.Json.GetProperty("metadata").GetProperty("blocks").GetString());
        Assert.Contains("conv1.weight", Names(written, "tensors"));
        Assert.DoesNotContain("bn1.bias", Names(written, "tensors"));
    }

    [Fact]
    public async Task Another_allocation_needs_other_tensors()
    {
        var path = Write(("conv1.weight", [64, 3, 7, 7]), ("layer1.2.bn1.weight", [64]), ("layer4.5.bn1.weight", [512]));
        var target = Path.Combine(_folder.Path, "backbone.safetensors");
        var said = await Shell.RunAsync(
            "weights",
            "import",
            path,
            "--backbone",
            "resnet50",
            "--blocks",
            "1,3,5,7",
            "--to",
            target,
            "--json"
        );
        Assert.Equal(["conv1.weight", "layer4.5.bn1.weight"], Names(said, "matched"));
        Assert.Equal(["layer1.2.bn1.weight"], Names(said, "leftOver"));
        Assert.Contains(
            "2 tensors matched",
            (await Shell.RunAsync("weights", "import", path, "--backbone", "resnet50", "--blocks", "1,3,5,7", "--to", target)).Out
        );
    }

    [Fact]
    public async Task A_pickle_an_unknown_backbone_and_a_wrong_allocation_are_the_users_mistakes()
    {
        var pickle = Path.Combine(_folder.Path, "model.pth");
        File.WriteAllBytes(pickle, "PK\u0003\u0004..............."u8);
        var said = await Shell.RunAsync("weights", "inspect", pickle);
        Assert.Equal((ExitCodes.UserMistake, ""), (said.Code, said.Out));
        Assert.Contains("can run any code", said.Error);
        var path = Write(("conv1.weight", [64, 3, 7, 7]));
        var target = Path.Combine(_folder.Path, "target");
        Assert.Contains("resnet50", (await Shell.RunAsync("weights", "import", path, "--backbone", "resnet5", "--to", target)).Error);
        Assert.Equal(
            ExitCodes.UserMistake,
            (await Shell.RunAsync("weights", "import", path, "--backbone", "resnet50", "--blocks", "1,2", "--to", target)).Code
        );
        Assert.False(File.Exists(target));
    }

    private static IEnumerable<string?> Names(Said said, string list) =>
        said.Json.GetProperty(list).EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString());

    /// <summary>A safetensors file of zeros, written byte by byte.</summary>
    private string Write(params (string Name, int[] Shape)[] tensors)
    {
        var end = 0;
        var entries = tensors
            .Select(tensor =>
            {
                var begin = end;
                end += 4 * tensor.Shape.Aggregate(1, (product, side) => product * side);
                return $"\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{begin},{end}]}}";
            })
            .ToArray();
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        var bytes = new byte[8 + json.Length + end];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        var path = Path.Combine(_folder.Path, "source.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

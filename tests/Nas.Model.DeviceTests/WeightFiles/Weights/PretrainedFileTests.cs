using Nas.Model.Cost.Torchvision;
using Nas.Model.WeightFiles;
using Nas.Model.WeightFiles.Weights;
using Testing;
using TorchSharp;

namespace Nas.Model.DeviceTests.WeightFiles.Weights;

public sealed class PretrainedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.safetensors", "PK\x03\x04 and so on", "a zip archive, as torch.save writes it")]
    [InlineData("model.pth", "PK\x03\x04 and so on", "a zip archive, as torch.save writes it")]
    [InlineData("model.dat", "\x80\x02}q\x00.", "a pickle or the like")]
    [InlineData("model.pt", "(dp0\n.", "a pickle or the like")]
    public void Whatever_could_run_code_is_refused_by_name_with_the_remedy(string name, string content, string what)
    {
        File.WriteAllBytes(_folder.File(name), [.. content.Select(c => (byte)c)]);
        var message = Assert.Throws<DamagedFileException>(() => PretrainedFile.Open(_folder.File(name))).Message;
        Assert.StartsWith(_folder.File(name), message);
        Assert.Contains(what, message);
        Assert.Contains("safetensors.torch.save_file", message);
    }

    [Fact]
    public void A_missing_and_a_damaged_file_are_named()
    {
        Assert.Contains("There is no file", Assert.Throws<UserException>(() => PretrainedFile.Open(_folder.File("none"))).Message);
        File.WriteAllText(_folder.File("text.safetensors"), "This is a text, and a long one at that.");
        Assert.Contains(
            "not a usable safetensors file",
            Assert.Throws<DamagedFileException>(() => PretrainedFile.Open(_folder.File("text.safetensors"))).Message
        );
    }

    [Fact]
    public void What_matches_is_copied_to_the_byte_and_counts_are_completed()
    {
        var needed = BackboneState.Of(BackboneShapes.Find("resnet_small"));
        var source = _folder.File("source.safetensors");
        using var scope = torch.NewDisposeScope();
        // As old published files: without counts, with a classifier; and one tensor short.
        var tensors = needed
            .Where(tensor => !BackboneState.IsCount(tensor.Name) && tensor.Name != "bn1.bias")
            .ToDictionary(tensor => tensor.Name, tensor => torch.randn(tensor.Shape.AsSpan()), StringComparer.Ordinal);
        tensors["fc.bias"] = torch.zeros(10);
        SafetensorsFile.Write(source, tensors);

        var file = PretrainedFile.Open(source);
        var match = WeightsMatch.Of(file.Tensors, needed);
        Assert.Equal(["bn1.bias"], match.Missing.Select(tensor => tensor.Name));
        Assert.Equal(["fc.bias"], match.LeftOver.Select(tensor => tensor.Name));
        var target = _folder.File("new", "target.safetensors");
        file.Extract(target, match, needed, [new("backbone", "resnet_small")]);

        using var copy = SafetensorsFile.Open(target);
        Assert.Equal(needed.Select(tensor => tensor.Name).Where(name => name != "bn1.bias").Order(StringComparer.Ordinal), copy.Names);
        foreach (var (name, value) in tensors.Where(pair => pair.Key != "fc.bias"))
            Assert.Equal(value.bytes.ToArray(), copy.Read(name).bytes.ToArray());
        Assert.Equal(0, copy.Read("bn1.num_batches_tracked").item<long>());
        Assert.Equal("langevin-backbone/1", copy.Metadata["format"]);
        Assert.Equal("resnet_small", copy.Metadata["backbone"]);
        Assert.Equal([target], Directory.GetFiles(Path.GetDirectoryName(target)!));
    }

    [Fact]
    public void Nothing_is_written_where_nothing_fits_or_over_the_file_itself()
    {
        var source = _folder.File("source.safetensors");
        using var scope = torch.NewDisposeScope();
        SafetensorsFile.Write(source, new Dictionary<string, torch.Tensor>(StringComparer.Ordinal) { ["encoder.weight"] = torch.zeros(3) });
        var needed = BackboneState.Of(BackboneShapes.Find("resnet18"));
        var file = PretrainedFile.Open(source);
        var match = WeightsMatch.Of(file.Tensors, needed);
        Assert.Contains(
            "as conv1.weight is",
            Assert.Throws<UserException>(() => file.Extract(_folder.File("target"), match, needed, [])).Message
        );
        Assert.Contains("is the file that is read", Assert.Throws<UserException>(() => file.Extract(source, match, needed, [])).Message);
        Assert.Equal([source], Directory.GetFiles(_folder.Path));
    }

    [Theory, InlineData(torch.ScalarType.Float16), InlineData(torch.ScalarType.BFloat16)]
    public void Half_precision_is_widened_without_a_change_of_any_number(torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        byte[] every = [.. Enumerable.Range(0, 65_536).SelectMany(bits => BitConverter.GetBytes((ushort)bits))];
        var halves = torch.empty(65_536, type);
        every.CopyTo(halves.bytes);
        WeightTensor needed = new("conv1.weight", "F32", [65_536]),
            other = new("bn1.weight", "F32", [4]);
        var source = Write(
            ("conv1.weight", type == torch.ScalarType.Float16 ? "F16" : "BF16", 65_536, every),
            ("mask", "BOOL", 8, new byte[8]),
            ("bn1.weight", "F32", 4, new byte[16])
        );
        var file = PretrainedFile.Open(source);
        var match = WeightsMatch.Of(file.Tensors, [needed, other]);
        Assert.Equal([needed, other], match.Matched);
        Assert.Equal([needed], match.Widened);
        Assert.Equal("mask", Assert.Single(match.LeftOver).Name);
        file.Extract(_folder.File("target"), match, [needed, other], []);
        using var copy = SafetensorsFile.Open(_folder.File("target"));
        Assert.Equal(halves.to(torch.ScalarType.Float32).data<float>().ToArray(), copy.Read("conv1.weight").data<float>().ToArray());
    }

    [Fact]
    public void Names_that_are_right_are_not_blamed_for_types_that_are_not()
    {
        WeightTensor needed = new("conv1.weight", "F32", [2]);
        var file = PretrainedFile.Open(Write(("conv1.weight", "F64", 2, new byte[16])));
        var error = Assert.Throws<UserException>(() =>
            file.Extract(_folder.File("target"), WeightsMatch.Of(file.Tensors, [needed]), [needed], [])
        );
        Assert.EndsWith(
            "the names are right, the types or shapes are not (1 tensors); conv1.weight is F64[2], and must be F32[2].",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_without_content_is_refused_unopened()
    {
        File.WriteAllBytes(_folder.File("empty"), []);
        foreach (var path in new[] { _folder.File("empty"), "/dev/zero" }.Where(File.Exists))
        {
            Assert.Contains(
                "is empty, or a pipe or a device",
                Assert.Throws<DamagedFileException>(() => PretrainedFile.Open(path)).Message,
                StringComparison.Ordinal
            );
        }
    }

    private string Write(params (string Name, string Type, int Count, byte[] Bytes)[] tensors)
    {
        var end = 0;
        var entries = tensors
            .Select(tensor =>
                $"\"{tensor.Name}\":{{\"dtype\":\"{tensor.Type}\",\"shape\":[{tensor.Count}],\"data_offsets\":[{end},{end += tensor.Bytes.Length}]}}"
            )
            .ToArray();
        var json = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        var path = _folder.File("source.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. tensors.SelectMany(tensor => tensor.Bytes)]);
        return path;
    }
}

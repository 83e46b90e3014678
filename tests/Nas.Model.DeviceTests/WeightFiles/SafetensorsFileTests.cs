using System.Buffers.Binary;
using System.Text;
using Nas.Model.WeightFiles;
using TorchSharp;

namespace Nas.Model.DeviceTests.WeightFiles;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_bit_by_bit()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder, "a");
        var floats = torch.tensor([1.5f, float.NaN, float.NegativeInfinity, -0f, float.Epsilon, 3f]).reshape(2, 3);
        var tensors = new Dictionary<string, torch.Tensor>
        {
            ["z.weight"] = floats,
            ["bytes"] = torch.tensor(new byte[] { 1, 2, 255 }),
            ["count"] = torch.tensor(long.MinValue),
            ["empty"] = torch.empty(0, 4),
            ["transposed"] = floats.t(),
        };
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["note"] = "größer \"als\" 1" });

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["bytes", "count", "empty", "transposed", "z.weight"], file.Names);
        Assert.Equal("größer \"als\" 1", file.Metadata["note"]);
        foreach (var (name, expected) in tensors)
        {
            var read = file.Read(name);
            Assert.Equal(expected.shape, read.shape);
            Assert.Equal(expected.contiguous().bytes.ToArray(), read.bytes.ToArray());
        }
        Assert.Equal(long.MinValue, file.Read("count").item<long>());
    }

    [Fact]
    public void The_layout_is_the_published_one()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder, "a");
        SafetensorsFile.Write(
            path,
            new Dictionary<string, torch.Tensor> { ["b"] = torch.tensor(new byte[] { 7 }), ["a"] = torch.tensor([1f, 2f]) }
        );

        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd()
        );
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 7], bytes[(8 + length)..]);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_of_insertion()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (torch.ones(3), torch.zeros(2));
        SafetensorsFile.Write(Path.Combine(_folder, "1"), new Dictionary<string, torch.Tensor> { ["a"] = a, ["B"] = b });
        SafetensorsFile.Write(Path.Combine(_folder, "2"), new Dictionary<string, torch.Tensor> { ["B"] = b, ["a"] = a });
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "1")), File.ReadAllBytes(Path.Combine(_folder, "2")));
    }

    [Fact]
    public void A_tensor_of_another_shape_or_type_is_refused_with_its_name()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder, "a");
        SafetensorsFile.Write(path, new Dictionary<string, torch.Tensor> { ["w"] = torch.ones(2, 3) });
        using var file = SafetensorsFile.Open(path);
        foreach (var destination in new[] { torch.ones(3, 2), torch.ones(6), torch.ones([2, 3], torch.ScalarType.Float64) })
        {
            var refusal = Assert.Throws<DamagedFileException>(() => file.CopyTo("w", destination));
            Assert.Contains("'w'", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        }
        Assert.Throws<DamagedFileException>(() => file.Read("missing"));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder, "a");
        SafetensorsFile.Write(path, new Dictionary<string, torch.Tensor> { ["w"] = torch.ones(2, 3), ["v"] = torch.ones(1) });
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var refusal = Assert.Throws<DamagedFileException>(() => SafetensorsFile.Open(path));
            Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8)] // range shorter than the shape
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8)]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0)] // product overflows
    [InlineData("""{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12)] // bytes left over
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"C64","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2)] // no whole number of bytes
    [InlineData("""{"w":{"dtype":null,"shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"new","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"w":7}""", 8)]
    [InlineData("""[]""", 0)]
    [InlineData("""{"w":""", 0)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    public void A_header_that_lies_is_refused(string json, int dataBytes)
    {
        var path = Path.Combine(_folder, "a");
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        Encoding.UTF8.GetBytes(json, bytes.AsSpan(8));
        File.WriteAllBytes(path, bytes);
        Assert.Throws<DamagedFileException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void A_header_length_beyond_any_memory_is_refused_without_allocating_it()
    {
        var path = Path.Combine(_folder, "a");
        File.WriteAllBytes(path, [255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3]);
        Assert.Throws<DamagedFileException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void Tensors_of_types_that_nobody_needs_do_no_harm_and_half_precision_is_widened()
    {
        using var scope = torch.NewDisposeScope();
        var path = Path.Combine(_folder, "a");
        const string json =
            """{"b":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]},"h":{"dtype":"F16","shape":[2],"data_offsets":[2,6]},"i":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]},"n":{"dtype":"NEW","shape":[7],"data_offsets":[10,13]},"f":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[13,14]}}""";
        var bytes = new byte[8 + json.Length + 14];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        Encoding.UTF8.GetBytes(json, bytes.AsSpan(8));
        // 1.5 and -2 in either format.
        byte[] halves = [0x00, 0x3e, 0x00, 0xc0, 0xc0, 0x3f, 0x00, 0xc0];
        halves.CopyTo(bytes, 8 + json.Length + 2);
        File.WriteAllBytes(path, bytes);

        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["b", "f", "h", "i", "n"], file.Names);
        foreach (var name in new[] { "h", "i" })
        {
            var wide = torch.zeros(2);
            file.CopyTo(name, wide);
            Assert.Equal([1.5f, -2f], wide.data<float>().ToArray());
        }
        Assert.Contains(
            "tensor 'b' is of the type BOOL, which is not read here",
            Assert.Throws<DamagedFileException>(() => file.Read("b")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "tensor 'n' is NEW[7], not F32[7]",
            Assert.Throws<DamagedFileException>(() => file.CopyTo("n", torch.zeros(7))).Message,
            StringComparison.Ordinal
        );
    }
}

using System.Collections.Immutable;
using TorchSharp;

namespace Nas.Model.WeightFiles;

/// <summary>
/// Named tensors in one file that cannot run code. Equal content gives equal bytes. One tensor at a time is in host memory, so that
/// a file as large as the device's memory can be written and read.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, FileStream stream, SafetensorsHeader header) => (_path, _stream, _header) = (path, stream, header);

    /// <summary>Names of the tensors, in ordinal order.</summary>
    public IEnumerable<string> Names => _header.Entries.Keys;

    public ImmutableSortedDictionary<string, string> Metadata => _header.Metadata;

    public bool Contains(string name) => _header.Entries.ContainsKey(name);

    public ImmutableArray<long> Shape(string name) => Entry(name).Shape;

    /// <summary>Opens a file and checks its header against its length; data is read tensor by tensor.</summary>
    /// <exception cref="DamagedFileException">The file is not a well-formed safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        // Opening a pipe may wait for ever.
        if (new FileInfo(path).Length == 0)
            throw new DamagedFileException($"{path} is empty, or a pipe or a device: it is no safetensors file.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new SafetensorsFile(path, stream, SafetensorsHeader.Read(stream, path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file, replacing what is there, and flushes it to the disk.</summary>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, torch.Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // Wider elements first: with a data start at a multiple of eight every tensor is aligned to its element.
        var order = tensors
            .OrderByDescending(pair => ElementType.Of(pair.Value.dtype).Bits)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        var entries = ImmutableSortedDictionary.CreateBuilder<string, SafetensorsEntry>(StringComparer.Ordinal);
        var end = 0L;
        foreach (var (name, tensor) in order)
        {
            var begin = end;
            var type = ElementType.Of(tensor.dtype);
            end += (long)type.BytesOf(tensor.numel())!.Value;
            entries.Add(name, new SafetensorsEntry(type, [.. tensor.shape], begin, end));
        }
        var header = new SafetensorsHeader(
            entries.ToImmutable(),
            (metadata ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
            0
        );

        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(header.ToBytes());
        foreach (var (_, tensor) in order)
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            stream.Write(tensor.cpu().contiguous().bytes);
        }
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Fills a tensor of the same element type and shape, on any device; what the file has in half precision is widened.</summary>
    /// <exception cref="DamagedFileException">No such tensor, another type or shape, or a truncated file.</exception>
    public void CopyTo(string name, torch.Tensor destination)
    {
        var entry = Entry(name);
        var isWidened = entry.Type.IsHalf && destination.dtype == torch.ScalarType.Float32;
        if ((entry.Type.Tensor != destination.dtype && !isWidened) || !entry.Shape.AsSpan().SequenceEqual(destination.shape))
        {
            throw SafetensorsHeader.Damaged(
                _path,
                $"tensor '{name}' is {Describe(entry.Type.Name, entry.Shape.AsSpan())}, not {Describe(ElementType.NameOf(destination.dtype), destination.shape)}"
            );
        }
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (!isWidened && destination.device_type == DeviceType.CPU && destination.is_contiguous())
            Fill(name, entry, destination);
        else
            destination.copy_(ReadEntry(name, entry));
    }

    /// <summary>A new tensor on the CPU.</summary>
    /// <exception cref="DamagedFileException">No such tensor, one of a type that is not read, or a truncated file.</exception>
    public torch.Tensor Read(string name) => ReadEntry(name, Entry(name));

    public void Dispose() => _stream.Dispose();

    private torch.Tensor ReadEntry(string name, SafetensorsEntry entry)
    {
        if (entry.Type.Tensor is not { } type)
            throw SafetensorsHeader.Damaged(_path, $"tensor '{name}' is of the type {entry.Type.Name}, which is not read here");
        var tensor = torch.empty(entry.Shape.AsSpan(), type);
        Fill(name, entry, tensor);
        return tensor;
    }

    private void Fill(string name, SafetensorsEntry entry, torch.Tensor tensor)
    {
        if (entry.End == entry.Begin)
            return;
        try
        {
            _stream.Position = _header.DataStart + entry.Begin;
            _stream.ReadExactly(tensor.bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw SafetensorsHeader.Damaged(_path, $"it ends inside tensor '{name}'", exception);
        }
    }

    private SafetensorsEntry Entry(string name) =>
        _header.Entries.TryGetValue(name, out var entry) ? entry : throw SafetensorsHeader.Damaged(_path, $"it has no tensor '{name}'");

    private static string Describe(string type, ReadOnlySpan<long> shape) => $"{type}[{string.Join(',', shape.ToArray())}]";
}

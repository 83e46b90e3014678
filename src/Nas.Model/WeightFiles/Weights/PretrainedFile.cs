using System.Collections.Immutable;

namespace Nas.Model.WeightFiles.Weights;

/// <summary>
/// A safetensors file from elsewhere: what is in it, and a copy of a part of it. Bytes are copied as they are, or widened from half
/// precision; nothing in a file is run, and no tensor library is loaded.
/// </summary>
public sealed class PretrainedFile
{
    private const string Format = "langevin-backbone/1";
    private static readonly string[] RunnableExtensions = [".pt", ".pth", ".bin", ".pkl", ".pickle", ".ckpt", ".tar"];

    private readonly string _path;
    private readonly SafetensorsHeader _header;

    private PretrainedFile(string path, SafetensorsHeader header)
    {
        (_path, _header) = (path, header);
        Tensors = [.. header.Entries.Select(pair => new WeightTensor(pair.Key, pair.Value.Type.Name, pair.Value.Shape))];
    }

    /// <summary>Tensors of the file, by name in ordinal order.</summary>
    public ImmutableArray<WeightTensor> Tensors { get; }

    public ImmutableSortedDictionary<string, string> Metadata => _header.Metadata;

    /// <exception cref="DamagedFileException">The file is not a well-formed safetensors file; one that could run code is named as
    /// such.</exception>
    /// <exception cref="UserException">There is no such file.</exception>
    public static PretrainedFile Open(string path)
    {
        if (!File.Exists(path))
            throw new UserException($"There is no file {path}: give a safetensors file.");
        // Opening a pipe may wait for ever.
        if (new FileInfo(path).Length == 0)
            throw new DamagedFileException($"{path} is empty, or a pipe or a device: give a safetensors file.");
        using var stream = File.OpenRead(path);
        RefuseCode(stream, path);
        return new PretrainedFile(path, SafetensorsHeader.Read(stream, path));
    }

    /// <summary>
    /// Writes the matched tensors to a file of their own, whole or not at all. Counts of minibatches that the file lacks are written as 0,
    /// so that a file with nothing missing has the backbone's whole state.
    /// </summary>
    /// <param name="target">File that is written, and replaced where it is there; its folder is made.</param>
    /// <param name="match">Match of <see cref="Tensors"/> with the backbone's tensors.</param>
    /// <param name="needed">All tensors of the backbone.</param>
    /// <param name="metadata">Words about the content, beside the format's name.</param>
    /// <exception cref="UserException">Nothing matched, or the target is the file itself.</exception>
    public void Extract(
        string target,
        WeightsMatch match,
        ImmutableArray<WeightTensor> needed,
        IEnumerable<KeyValuePair<string, string>> metadata
    )
    {
        if (Path.GetFullPath(target) == Path.GetFullPath(_path))
            throw new UserException($"{target} is the file that is read: give another one to write to.");
        if (!match.Matched.Any(tensor => !BackboneState.IsCount(tensor.Name)))
        {
            throw new UserException(
                match.Unlike.FirstOrDefault(pair => !BackboneState.IsCount(pair.Needed.Name)) is { } unlike
                    ? $"Nothing in {_path} fits this backbone: the names are right, the types or shapes are not ({match.Unlike.Length:N0} tensors); {unlike.Found.Name} is {unlike.Found.Kind}, and must be {unlike.Needed.Kind}."
                    : $"Nothing in {_path} fits this backbone: the names must be those of torchvision's state dict, as {needed[0].Name} is."
            );
        }
        var matched = match.Matched.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var present = Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var written = needed.Where(tensor =>
            matched.Contains(tensor.Name) || (BackboneState.IsCount(tensor.Name) && !present.Contains(tensor.Name))
        );
        // Wider elements first: every tensor is then aligned to its element.
        var order = written.OrderByDescending(Bytes).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        Directory.CreateDirectory(folder);
        var part = target + ".part";
        try
        {
            using (var output = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                output.Write(HeaderOf(order, metadata).ToBytes());
                CopyAll(order, output);
                output.Flush(flushToDisk: true);
            }
            File.Move(part, target, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static int Bytes(WeightTensor tensor) => BackboneState.IsCount(tensor.Name) ? sizeof(long) : sizeof(float);

    private static SafetensorsHeader HeaderOf(WeightTensor[] order, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, SafetensorsEntry>(StringComparer.Ordinal);
        var end = 0L;
        foreach (var tensor in order)
        {
            var begin = end;
            end += tensor.Count * Bytes(tensor);
            entries.Add(tensor.Name, new SafetensorsEntry(ElementType.Named(tensor.Type), tensor.Shape, begin, end));
        }
        var words = metadata.Append(new("format", Format)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new SafetensorsHeader(entries.ToImmutable(), words, 0);
    }

    private void CopyAll(WeightTensor[] order, FileStream output)
    {
        using var input = File.OpenRead(_path);
        var buffer = new byte[1 << 20];
        foreach (var tensor in order)
        {
            if (!_header.Entries.TryGetValue(tensor.Name, out var entry))
            {
                output.Write(new byte[sizeof(long)]);
                continue;
            }
            input.Position = _header.DataStart + entry.Begin;
            for (var left = entry.End - entry.Begin; left > 0; )
            {
                var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
                if (input.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length)
                    throw SafetensorsHeader.Damaged(_path, $"it ends inside tensor '{tensor.Name}'");
                if (entry.Type.IsHalf)
                    HalfPrecision.Write(part, entry.Type, output);
                else
                    output.Write(part);
                left -= part.Length;
            }
        }
    }

    /// <summary>Refuses pickles and archives of them, by their first bytes and by their names.</summary>
    private static void RefuseCode(FileStream stream, string path)
    {
        Span<byte> start = stackalloc byte[SafetensorsHeader.LengthBytes + 1];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        // A header's length may look like a pickle; that its JSON follows tells them apart.
        if (start.Length > SafetensorsHeader.LengthBytes && start[^1] == '{')
            return;
        var isZip = start.StartsWith("PK"u8);
        var isPickle = start is [0x80, >= 2 and <= 5, ..];
        if (!isZip && !isPickle && !RunnableExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            return;
        throw new DamagedFileException(
            $"{path} is {(isZip ? "a zip archive, as torch.save writes it around a pickle" : "a pickle or the like")}, which can run any code when it is read, and "
                + "is not read here: save its state dict as safetensors first, with safetensors.torch.save_file in Python."
        );
    }
}

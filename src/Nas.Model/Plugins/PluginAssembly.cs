using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Nas.Model.Plugins;

/// <summary>An assembly as a search keeps in mind that it used it.</summary>
/// <param name="Hash">Lower-case hex SHA-256 of its file.</param>
public sealed record AssemblyIdentity(string Name, string Version, string Hash)
{
    private const int ShownOfHash = 12;

    /// <summary>The identity as settings store it.</summary>
    public string Text => $"{Version} sha256:{Hash}";

    public override string ToString() => $"{Name} {Version} (sha256 {Hash[..ShownOfHash]}...)";
}

/// <summary>The bytes of an assembly: what is hashed is what is loaded, whatever happens to the file meanwhile.</summary>
internal sealed record AssemblyBytes(AssemblyIdentity Identity, byte[] Bytes, ImmutableArray<string> References)
{
    /// <exception cref="InvalidDataException">It is no .NET assembly.</exception>
    public static AssemblyBytes Read(string file)
    {
        // Opening a pipe may wait for ever.
        if (new FileInfo(file).Length == 0)
            throw new InvalidDataException("it is empty, or a pipe or a device");
        var bytes = File.ReadAllBytes(file);
        using var image = new PEReader(new MemoryStream(bytes));
        if (!image.HasMetadata)
            throw new InvalidDataException("it is no .NET assembly");
        var metadata = image.GetMetadataReader();
        if (!metadata.IsAssembly)
            throw new InvalidDataException("it is no .NET assembly");
        var definition = metadata.GetAssemblyDefinition();
        var identity = new AssemblyIdentity(
            metadata.GetString(definition.Name),
            definition.Version.ToString(3),
            Convert.ToHexStringLower(SHA256.HashData(bytes))
        );
        return new AssemblyBytes(
            identity,
            bytes,
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))]
        );
    }
}

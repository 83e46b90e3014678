namespace Nas.Model.Data.Sets;

/// <summary>
/// A file as its authors published it. Digests are those that the tables of TensorFlow Datasets give (Apache-2.0); those of Fashion-MNIST
/// agree with the files of Debian's package once the header that Debian strips of its name and time is restored.
/// </summary>
/// <param name="Address">Address of the file.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Sha256">SHA-256 of the file in lower-case hex.</param>
internal sealed record PublishedFile(Uri Address, long Size, string Sha256)
{
    public string Name => Path.GetFileName(Address.AbsolutePath);

    /// <summary>True where the file is unpacked into the set's folder; other files are put there as they are.</summary>
    public bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);
}

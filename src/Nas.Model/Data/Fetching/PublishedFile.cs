using System.Collections.Immutable;

namespace Nas.Model.Data.Fetching;

/// <summary>A file as its authors published it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record PublishedFile(Uri Address, long Size, string Sha256)
{
    private static readonly string[] Idx =
        ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];

    public string Name => Path.GetFileName(Address.AbsolutePath);

    /// <summary>To be unpacked into the set's folder; other files are put there as they are.</summary>
    public bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);

    /// <summary>
    /// Addresses by set. The digests are those that the tables of TensorFlow Datasets give (Apache-2.0); those of Fashion-MNIST agree with
    /// the files of Debian's package once the header that Debian strips of its name and time is restored.
    /// </summary>
    public static ImmutableArray<PublishedFile> Of(KnownSet set) => set.Name switch
    {
        KnownSet.FashionMnist => Four(
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
        KnownSet.Mnist => Four(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
        KnownSet.Cifar10 =>
        [
            new(
                new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), 170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        ],
        KnownSet.Cifar100 =>
        [
            new(
                new("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"), 168_513_733,
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
        ],
        _ => [],
    };

    private static ImmutableArray<PublishedFile> Four(string folder, params ReadOnlySpan<(long Size, string Sha256)> files)
    {
        var list = ImmutableArray.CreateBuilder<PublishedFile>();
        for (var i = 0; i < files.Length; i++) list.Add(new(new Uri(folder + Idx[i]), files[i].Size, files[i].Sha256));
        return list.ToImmutable();
    }
}

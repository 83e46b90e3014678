using Nas.Model.Data.Formats;

namespace Nas.Model.Data.Sets;

/// <summary>Clothes in the format of MNIST.</summary>
internal static class FashionMnist
{
    public static PublishedSet Set { get; } =
        new()
        {
            Name = "fashion-mnist",
            Description = "Clothes, grey (Xiao, Rasul and Vollgraf, 2017)",
            TrainImages = 60_000,
            TestImages = 10_000,
            Classes = 10,
            Shape = MnistFiles.Shape,
            Source = "Debian package dataset-fashion-mnist, or github.com",
            Format = new MnistFiles(["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot"]),
            Debian = new("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
            Published = MnistFiles.At(
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
                (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")
            ),
        };
}

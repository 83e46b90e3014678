using Nas.Model.Data.Formats;

namespace Nas.Model.Data.Sets;

/// <summary>Small photographs of a hundred kinds of things.</summary>
internal static class Cifar100
{
    public static PublishedSet Set { get; } =
        new()
        {
            Name = "cifar100",
            Description = "Small photographs, colour (Krizhevsky, 2009)",
            TrainImages = 50_000,
            TestImages = 10_000,
            Classes = 100,
            Shape = CifarFiles.Shape,
            Source = "www.cs.toronto.edu",
            Format = new CifarFiles("cifar-100-binary", ["train.bin"], "test.bin", "fine_label_names.txt", Classes: 100, LabelBytes: 2),
            Published =
            [
                new(
                    new("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
                    168_513_733,
                    "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"
                ),
            ],
        };
}

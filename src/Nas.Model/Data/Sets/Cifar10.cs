using Nas.Model.Data.Formats;

namespace Nas.Model.Data.Sets;

/// <summary>Small photographs of ten kinds of things.</summary>
internal static class Cifar10
{
    public static PublishedSet Set { get; } =
        new()
        {
            Name = "cifar10",
            Description = "Small photographs, colour (Krizhevsky, 2009)",
            TrainImages = 50_000,
            TestImages = 10_000,
            Classes = 10,
            Shape = CifarFiles.Shape,
            Source = "www.cs.toronto.edu",
            Format = new CifarFiles(
                "cifar-10-batches-bin",
                [.. Enumerable.Range(1, 5).Select(part => $"data_batch_{part}.bin")],
                "test_batch.bin",
                "batches.meta.txt",
                Classes: 10,
                LabelBytes: 1
            ),
            Published =
            [
                new(
                    new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                    170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
                ),
            ],
        };
}

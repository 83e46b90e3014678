using Nas.Model.Data.Sets;

namespace Nas.Model.Tests.Recipes;

/// <summary>A data set by CONTRIBUTING's recipe: one object, in a file of its own.</summary>
internal static class ToySet
{
    public static PublishedSet Set { get; } =
        new()
        {
            Name = "toy",
            Description = "Images of four pixels",
            TrainImages = 20,
            TestImages = 4,
            Classes = 2,
            Shape = ToyFiles.Shape,
            Source = "example.org",
            Format = new ToyFiles(),
            Published = [new(new("https://example.org/toy.tar.gz"), 120, new string('0', 64))],
        };
}

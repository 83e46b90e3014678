using System.Collections.Immutable;
using Actors.Conformance;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Images;

namespace Actors.Tests.Conformance;

/// <summary>Images that break a rule are caught, for each rule.</summary>
public class DatasetConformanceTests
{
    private static readonly LabelledImage Image = new(1, "one", 8, 8, [new LabelledObject(1, 0, new Box(1, 1, 4, 4), 16)]);

    [Fact]
    public void What_keeps_its_contract_is_good() => DatasetConformance.Check(Subject(() => new Made(Image)));

    public static TheoryData<string, string> Faults { get; } =
        new()
        {
            { "outside", "has a box outside its image, [6, 6, 4, 4] in 8x8, as object 1 of image 1" },
            { "category", "has object 1 in category 1, of 1 from 0" },
            { "number", "has an object of the number 0 in image 1" },
            { "twice", "has two images of the number 1" },
            { "size", "does not say how large image 1 is" },
            { "pixels", "has 8x7 pixels in image 1, where its labels say 8x8" },
            { "grey", "has no three channels of bytes in image 1" },
            { "none", "A part of it has no images." },
            { "throws", "the plug-in failed (no luck)" },
        };

    [Theory, MemberData(nameof(Faults))]
    public void What_breaks_it_is_told_by_part_and_image(string fault, string told)
    {
        var labelled = Image.Objects[0];
        var broken = Assert.Throws<ConformanceException>(() =>
            DatasetConformance.Check(
                Subject(() =>
                    fault switch
                    {
                        "outside" => new Made(Image with { Objects = [labelled with { Box = new Box(6, 6, 4, 4) }] }),
                        "category" => new Made(Image with { Objects = [labelled with { Category = 1 }] }),
                        "number" => new Made(Image with { Objects = [labelled with { Id = 0 }] }),
                        "twice" => new Made(Image, Image),
                        "size" => new Made(Image with { Width = 0 }),
                        "pixels" => new Made(Image) { Shape = new ImageShape(3, 7, 8) },
                        "grey" => new Made(Image) { Shape = new ImageShape(1, 8, 8) },
                        "none" => new Made(),
                        _ => new Made(Image) { Throws = true },
                    }
                )
            )
        );
        Assert.Contains($"breaks \"{DatasetConformance.Rules[0].Name}\"", broken.Message, StringComparison.Ordinal);
        Assert.Contains(told, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chance_of_its_own_is_told()
    {
        var made = 0;
        Breaks("Two instances have different labels.", () => new Made(Image with { FileName = $"{made++}" }));
        Breaks("Two instances have different pixels.", () => new Made(Image) { Shade = (byte)made++ });

        static void Breaks(string told, Func<IDetectionImageSet> create) =>
            Assert.Equal(
                $"'planted' breaks \"{DatasetConformance.Rules[1].Name}\": {told}",
                Assert.Throws<ConformanceException>(() => DatasetConformance.Check(Subject(create))).Message
            );
    }

    private static DatasetSubject Subject(Func<IDetectionImageSet> create) => new("planted", create);

    private sealed class Made(params ImmutableArray<LabelledImage> images) : IDetectionImageSet, IDetectionDataset
    {
        public ImageShape Shape { get; init; } = new(3, 8, 8);

        public byte Shade { get; init; }

        public bool Throws { get; init; }

        public string Name => "planted";

        public DetectionSet Labels { get; } = new(images, [new LabelledCategory(1, "thing")], []);

        public DetectionSplits Read(string? root) =>
            Throws ? throw new InvalidOperationException("no luck.") : new DetectionSplits(this, this, this);

        public DecodedImage Load(int index) => new(Shape, [.. Enumerable.Repeat(Shade, Shape.Size)]);
    }
}

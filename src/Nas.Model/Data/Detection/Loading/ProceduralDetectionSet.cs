using System.Collections.Immutable;
using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// Images with objects drawn by code, for machines without data: four shapes, plain or striped, from 8 pixels to most of the image, over
/// a textured background. Image i of a part is a pure function of (seed, part, i), to the bit on every machine: only additions,
/// multiplications, divisions and square roots, which IEEE 754 defines exactly. Pixels are drawn when asked for.
/// </summary>
public sealed class ProceduralDetectionSet : IDetectionDataset
{
    public const string SetName = "procedural-detection";
    public const int TrainImages = 2000;
    public const int ValidationImages = 500;
    public const int TestImages = 500;

    public static readonly ImmutableArray<string> Categories = [.. Enum.GetNames<FigureKind>().Select(name => name.ToLowerInvariant())];

    private readonly ImmutableArray<Scene> _scenes;

    /// <param name="seed">Other seeds give other images.</param>
    /// <param name="part">Names the streams: parts are disjoint.</param>
    /// <param name="images">Number of images; a set of fewer images is the beginning of one of more.</param>
    public ProceduralDetectionSet(long seed, string part, int images)
    {
        var scenes = new Scene[images];
        var labels = new LabelledImage[images];
        Parallel.For(
            0,
            images,
            i =>
            {
                scenes[i] = Scene.Draw(seed, $"{SetName}-{part}", i);
                labels[i] = scenes[i].Label(i);
            }
        );
        // Annotations are numbered from 1 through the whole part.
        var id = 0L;
        var numbered = labels.Select(image => image with { Objects = [.. image.Objects.Select(o => o with { Id = ++id })] });
        _scenes = [.. scenes];
        Labels = new DetectionSet([.. numbered], [.. Categories.Select((name, i) => new LabelledCategory(i + 1, name))], []);
    }

    public string Name => SetName;

    public DetectionSet Labels { get; }

    public static DetectionSplits Splits(long seed, int train = TrainImages, int validation = ValidationImages, int test = TestImages) =>
        new(
            new ProceduralDetectionSet(seed, "train", train),
            new ProceduralDetectionSet(seed, "validation", validation),
            new ProceduralDetectionSet(seed, "test", test)
        );

    public DecodedImage Load(int index) => ScenePainter.Paint(_scenes[index]);
}

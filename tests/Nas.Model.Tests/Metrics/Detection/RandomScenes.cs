using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Randomness;

namespace Nas.Model.Tests.Metrics.Detection;

/// <summary>Made-up objects of all sizes and detections more or less like them, with masks.</summary>
internal static class RandomScenes
{
    private const int Side = 160;

    public static DetectionSet Truth(RandomStream random, int images, int categories, bool crowds)
    {
        var id = 0L;
        var labelled = ImmutableArray.CreateBuilder<LabelledImage>();
        for (var image = 0; image < images; image++)
        {
            var objects = Enumerable
                .Range(0, random.Next(8))
                .Select(_ =>
                {
                    var box = AnyBox(random);
                    return new LabelledObject(
                        ++id,
                        random.Next(categories),
                        box,
                        box.Area * 0.8,
                        crowds && random.Next(6) == 0,
                        Shape: Rectangle(box)
                    );
                });
            labelled.Add(new LabelledImage((image * 37) % 1009, $"{image}.jpg", Side, Side, [.. objects]));
        }
        return new DetectionSet(
            labelled.ToImmutable(),
            [.. Enumerable.Range(1, categories).Select(number => new LabelledCategory(number, $"c{number}"))],
            []
        );
    }

    /// <summary>Objects moved a little, and some invented ones; no two scores are equal.</summary>
    public static List<DetectedObject> Detections(RandomStream random, DetectionSet truth)
    {
        var found = new List<DetectedObject>();
        for (var image = 0; image < truth.Images.Length; image++)
        {
            foreach (var labelled in truth.Images[image].Objects)
            {
                var box = labelled.Box with
                {
                    X = Math.Min(Side - labelled.Box.Width, Math.Floor(labelled.Box.X * (0.6 + (0.6 * random.NextDouble())))),
                };
                found.Add(DetectedObject.OfBox(image, labelled.Category, box, random.NextDouble()) with { Shape = Rectangle(box) });
            }
            var invented = AnyBox(random);
            found.Add(
                DetectedObject.OfBox(image, random.Next(truth.Categories.Length), invented, random.NextDouble()) with
                {
                    Shape = Rectangle(invented),
                }
            );
        }
        return found;
    }

    public static List<DetectedObject> Perfect(DetectionSet truth) =>
        [
            .. truth.Images.SelectMany(
                (image, index) =>
                    image.Objects.Select(labelled => new DetectedObject(
                        index,
                        labelled.Category,
                        labelled.Box,
                        1,
                        labelled.Area,
                        labelled.Shape
                    ))
            ),
        ];

    private static Box AnyBox(RandomStream random)
    {
        var (width, height) = (4 + random.Next(140), 4 + random.Next(140));
        return new Box(random.Next(Side - width), random.Next(Side - height), width, height);
    }

    private static PolygonSegmentation Rectangle(Box box) =>
        new([
            [box.X, box.Y, box.Right, box.Y, box.Right, box.Bottom, box.X, box.Bottom],
        ]);
}

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Nas.Model.Data;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Images;
using Nas.Model.Plugins;
using Nas.Model.Randomness;

namespace ToyProblem;

public sealed record ToyBoxOptions
{
    /// <summary>Bars of an image, at most.</summary>
    [Range(1, 9)]
    public int Bars { get; init; } = 3;
}

/// <summary>
/// Bars of two kinds to be found, wide ones and tall ones, bright on a dark background with noise. Drawn by code, when asked for.
/// </summary>
[Plugin("toy-boxes")]
public sealed class ToyBoxes(ToyBoxOptions options) : IDetectionImageSet
{
    public DetectionSplits Read(string? root) =>
        new(new Part("train", 200, options.Bars), new Part("validation", 60, options.Bars), new Part("test", 60, options.Bars));

    private sealed class Part : IDetectionDataset
    {
        private const int Side = 96,
            Short = 10,
            Long = 30,
            Noise = 60,
            Bright = 160;

        private readonly string _part;
        private readonly int _most;

        public Part(string part, int images, int most)
        {
            (_part, _most) = (part, most);
            // Objects are numbered from 1 through the whole part.
            Labels = new DetectionSet(
                [.. Enumerable.Range(0, images).Select(index => new LabelledImage(index, $"{part}-{index}", Side, Side, Bars(index)))],
                [new LabelledCategory(1, "wide"), new LabelledCategory(2, "tall")],
                Skipped: []
            );
        }

        public string Name => $"toy-boxes {_part}";

        public DetectionSet Labels { get; }

        public DecodedImage Load(int index)
        {
            var random = RandomStream.For(1, $"{_part}-pixels", index);
            var (shape, bars) = (new ImageShape(3, Side, Side), Labels.Images[index].Objects);
            var pixels = new byte[shape.Size];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (x, y) = (i % Side, i / Side % Side);
                var inside = bars.Any(bar => x >= bar.Box.X && x < bar.Box.Right && y >= bar.Box.Y && y < bar.Box.Bottom);
                pixels[i] = (byte)((inside ? Bright : 0) + random.Next(Noise));
            }
            return new DecodedImage(shape, pixels);
        }

        private ImmutableArray<LabelledObject> Bars(int index)
        {
            var random = RandomStream.For(1, $"{_part}-bars", index);
            return
            [
                .. Enumerable
                    .Range(1, 1 + random.Next(_most))
                    .Select(number =>
                    {
                        var category = random.Next(2);
                        var (width, height) = category == 0 ? (Long, Short) : (Short, Long);
                        var box = new Box(random.Next(Side - width), random.Next(Side - height), width, height);
                        return new LabelledObject((index * _most) + number, category, box, box.Area);
                    }),
            ];
        }
    }
}

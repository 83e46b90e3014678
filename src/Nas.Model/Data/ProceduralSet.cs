using System.Collections.Immutable;
using Nas.Model.Randomness;

namespace Nas.Model.Data;

/// <summary>
/// Images drawn by code, for machines without data: ten textures and shapes of any place, size, tilt, contrast and polarity, over an uneven
/// background, partly hidden, under noise. Image i of a part is a pure function of (seed, part, i), to the bit on every machine: only
/// additions, multiplications, divisions and square roots, which IEEE 754 defines exactly.
/// </summary>
internal static class ProceduralSet
{
    public const string SetName = "procedural";
    public const int TrainImages = 20_000;
    public const int TestImages = 4_000;
    private const int Side = 28;

    public static readonly ImageShape Shape = new(1, Side, Side);

    public static readonly ImmutableArray<string> ClassNames =
    [
        "horizontal-stripes",
        "vertical-stripes",
        "diagonal-stripes",
        "checkerboard",
        "disc",
        "ring",
        "square",
        "triangle",
        "cross",
        "dots",
    ];

    public static RawSet Draw(long seed, int trainImages = TrainImages, int testImages = TestImages) =>
        new(DrawPart(seed, "train", trainImages), DrawPart(seed, "test", testImages));

    private static MemoryDataset DrawPart(long seed, string part, int count)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(count * Shape.Size);
        var labels = new int[count];
        var purpose = "procedural-" + part;
        Parallel.For(
            0,
            count,
            i =>
            {
                labels[i] = i % ClassNames.Length;
                DrawImage(labels[i], RandomStream.For(seed, purpose, i), pixels.AsSpan(i * Shape.Size, Shape.Size));
            }
        );
        return new MemoryDataset(SetName, Shape, ClassNames, pixels, labels);
    }

    private static void DrawImage(int label, RandomStream random, Span<byte> pixels)
    {
        var frame = Frame.Draw(random);
        var period = Uniform(random, 0.55, 0.95);
        var (phaseU, phaseV) = (random.NextDouble(), random.NextDouble());
        var contrast = Uniform(random, 0.2, 0.5);
        var ink = random.Next(2) == 0 ? contrast : -contrast;
        var paper = Uniform(random, 0.3, 0.7) - (ink / 2);
        var (slopeX, slopeY) = (Uniform(random, -0.01, 0.01), Uniform(random, -0.01, 0.01));
        var (patchX, patchY, patchSide) = (random.Next(Side), random.Next(Side), 3 + random.Next(7));
        var patchLevel = random.NextDouble();
        var noise = Uniform(random, 0.1, 0.35);

        var bits = 0UL;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = (i / Side, i % Side);
            var (u, v) = frame.Locate(x, y);
            // Depth is in units of the shape's radius, about 8 pixels: an edge is one pixel wide.
            var depth = Depth(label, u, v, (u / period) + phaseU, (v / period) + phaseV, period);
            var level = paper + (ink * Math.Clamp((depth * 8) + 0.5, 0, 1)) + (slopeX * (x - 13.5)) + (slopeY * (y - 13.5));
            var isHidden = x >= patchX && x < patchX + patchSide && y >= patchY && y < patchY + patchSide;
            if (i % 4 == 0)
                bits = random.NextUInt64();
            level = (isHidden ? patchLevel : level) + (noise * (((bits & 0xffff) / 65536.0) - 0.5));
            bits >>= 16;
            pixels[i] = (byte)Math.Clamp((int)((level * 255) + 0.5), 0, 255);
        }
    }

    /// <summary>Depth of a point inside the figure, in figure units; negative outside.</summary>
    /// <param name="label">Class of the figure.</param>
    /// <param name="u">Horizontal position from the figure's centre, where 1 is its radius.</param>
    /// <param name="v">Vertical position, downwards, in the same unit.</param>
    /// <param name="stripeU">Horizontal position in periods of a texture.</param>
    /// <param name="stripeV">Vertical position in periods of a texture.</param>
    /// <param name="period">Period of a texture, in figure units.</param>
    private static double Depth(int label, double u, double v, double stripeU, double stripeV, double period)
    {
        var radius = Math.Sqrt((u * u) + (v * v));
        var square = Math.Max(Math.Abs(u), Math.Abs(v));
        return label switch
        {
            0 => Wave(stripeV) * period,
            1 => Wave(stripeU) * period,
            2 => Wave(stripeU + stripeV) * period / 1.4142135623730951,
            3 => 4 * Wave(stripeU / 1.5) * Wave(stripeV / 1.5) * period,
            4 => 1 - radius,
            5 => 0.2 - Math.Abs(radius - 0.8),
            6 => 0.2 - Math.Abs(square - 0.75),
            7 => Math.Min(0.7 - v, (v + 1 - (1.8 * Math.Abs(u))) / 2),
            8 => Math.Min(0.25 - Math.Min(Math.Abs(u), Math.Abs(v)), 1 - square),
            _ => (0.28 - Math.Sqrt(Squared(Off(stripeU)) + Squared(Off(stripeV)))) * period,
        };
    }

    /// <summary>A triangle wave of period 1 between -1/4 and 1/4.</summary>
    private static double Wave(double t) => Math.Abs(Off(t)) - 0.25;

    /// <summary>Distance to the nearest whole number, with its sign.</summary>
    private static double Off(double t) => t - Math.Floor(t + 0.5);

    private static double Squared(double x) => x * x;

    private static double Uniform(RandomStream random, double least, double greatest) => least + ((greatest - least) * random.NextDouble());

    /// <summary>
    /// Position of a figure in its image: centre in pixels, radius in pixels, cosine and sine of its tilt (up to 17 degrees).
    /// </summary>
    private readonly record struct Frame(double X, double Y, double Radius, double Cosine, double Sine)
    {
        public static Frame Draw(RandomStream random)
        {
            var (x, y) = (Uniform(random, 9.5, 17.5), Uniform(random, 9.5, 17.5));
            var radius = Uniform(random, 5, 10);
            var t = Uniform(random, -0.15, 0.15);
            return new Frame(x, y, radius, (1 - (t * t)) / (1 + (t * t)), 2 * t / (1 + (t * t)));
        }

        public (double U, double V) Locate(int x, int y)
        {
            var (across, down) = ((x - X) / Radius, (y - Y) / Radius);
            return ((Cosine * across) + (Sine * down), (Cosine * down) - (Sine * across));
        }
    }
}

using System.Collections.Immutable;
using Nas.Model.Data.Detection.Masks;
using Nas.Model.Randomness;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>The content of one procedural image.</summary>
/// <param name="Figures">Figures in the order of painting, the largest first, so that none is hidden by a larger one.</param>
/// <param name="Noise">Greatest deviation of a pixel, of 1.</param>
/// <param name="NoiseSeed">Names the noise.</param>
internal sealed record Scene(int Height, int Width, Paint Background, ImmutableArray<Figure> Figures, double Noise, long NoiseSeed)
{
    private const int LeastSide = 96,
        MostSide = 160,
        MostFigures = 8,
        Tries = 12;
    private const double LeastFigure = 8,
        GreatestShare = 0.85,
        MostOverlap = 0.15;

    /// <summary>
    /// Octaves of figure sizes, from 8 pixels: 8 to 16, 16 to 32, and so on to 128; every octave is as likely as any other.
    /// </summary>
    private const int Octaves = 4;

    public static Scene Draw(long seed, string part, int index)
    {
        var random = RandomStream.For(seed, part, index);
        var (height, width) = (LeastSide + random.Next(MostSide - LeastSide + 1), LeastSide + random.Next(MostSide - LeastSide + 1));
        var background = new Paint(
            Uniform(random, 0.35, 0.65),
            Uniform(random, 0.35, 0.65),
            Uniform(random, 0.35, 0.65),
            Uniform(random, -0.12, 0.12),
            Uniform(random, -0.12, 0.12),
            Uniform(random, 0, 0.1)
        );
        var wanted = 1 + random.Next(MostFigures);
        var figures = new List<Figure>(wanted);
        for (var t = 0; t < wanted * Tries && figures.Count < wanted; t++)
        {
            var box = DrawBox(random, height, width);
            // The stream goes on alike whether the figure finds a place or not.
            var figure = new Figure((FigureKind)random.Next(Enum.GetValues<FigureKind>().Length), box, Ink(random, background, box));
            if (figures.TrueForAll(other => Overlap(other.Box, box) <= MostOverlap))
                figures.Add(figure);
        }
        return new Scene(
            height,
            width,
            background,
            [.. figures.OrderByDescending(f => f.Box.Area)],
            Uniform(random, 0.02, 0.1),
            (long)(random.NextUInt64() >> 1)
        );
    }

    /// <summary>The scene as an annotator would describe it: whole figures, also where a smaller one lies on top.</summary>
    public LabelledImage Label(int index) =>
        new(index + 1, $"{index:D6}.png", Width, Height, [.. Figures.Select((figure, i) => Label(figure, i))]);

    private LabelledObject Label(Figure figure, int index)
    {
        var pixels = new byte[Height * Width];
        var box = figure.Box;
        for (var y = (int)box.Y; y < Math.Min(Height, box.Bottom); y++)
        {
            for (var x = (int)box.X; x < Math.Min(Width, box.Right); x++)
            {
                if (figure.Covers(x + 0.5, y + 0.5))
                    pixels[(y * Width) + x] = 1;
            }
        }
        var mask = RunLengthMask.FromPixels(pixels, Width);
        return new LabelledObject(index + 1, (int)figure.Kind, box, mask.Area, Shape: new MaskSegmentation(mask));
    }

    private static Box DrawBox(RandomStream random, int height, int width)
    {
        double size = LeastFigure;
        for (var octave = random.Next(Octaves); octave > 0; octave--)
            size *= 2;
        size *= 1 + random.NextDouble();
        var aspect = Uniform(random, 0.8, 1.25);
        var (w, h) = (Math.Min(size * aspect, GreatestShare * width), Math.Min(size / aspect, GreatestShare * height));
        return new Box(random.NextDouble() * (width - w), random.NextDouble() * (height - h), w, h);
    }

    /// <summary>
    /// Lighter or darker than the background in every channel, plain or striped; stripes are as wide as the figure allows.
    /// </summary>
    private static Paint Ink(RandomStream random, Paint paper, Box box)
    {
        var sign = random.Next(2) == 0 ? 1 : -1;
        var (red, green, blue) = (sign * Uniform(random, 0.15, 0.4), sign * Uniform(random, 0.15, 0.4), sign * Uniform(random, 0.15, 0.4));
        var striped = random.Next(2) == 0;
        var frequency = Uniform(random, 2, 4) / Math.Max(box.Width, box.Height);
        var steep = Uniform(random, -1, 1);
        return new Paint(
            paper.Red + red,
            paper.Green + green,
            paper.Blue + blue,
            frequency,
            steep * frequency,
            striped ? Uniform(random, 0.05, 0.12) : 0
        );
    }

    /// <summary>Intersection over union: a small figure on a large one overlaps it little.</summary>
    private static double Overlap(Box one, Box other)
    {
        var across = Math.Min(one.Right, other.Right) - Math.Max(one.X, other.X);
        var down = Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Y, other.Y);
        if (across <= 0 || down <= 0)
            return 0;
        return across * down / (one.Area + other.Area - (across * down));
    }

    private static double Uniform(RandomStream random, double least, double greatest) => least + ((greatest - least) * random.NextDouble());
}

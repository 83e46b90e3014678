using Nas.Model.Data.Images;
using Nas.Model.Randomness;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Pixels of a scene: each is the mean of four points, so that edges are smooth, plus noise.</summary>
internal static class ScenePainter
{
    private const int Points = 4;
    private const int Channels = 3;

    public static DecodedImage Paint(Scene scene)
    {
        var plane = scene.Height * scene.Width;
        var levels = new double[Channels * plane];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = scene.Background.Level(i / plane, i % plane % scene.Width, i % plane / scene.Width);
        foreach (var figure in scene.Figures)
            Lay(figure, levels, scene.Height, scene.Width);

        var random = RandomStream.For(scene.NoiseSeed, "procedural-noise");
        var pixels = new byte[levels.Length];
        var bits = 0UL;
        for (var i = 0; i < pixels.Length; i++)
        {
            // Sixteen bits of noise are plenty for a byte.
            if (i % 4 == 0)
                bits = random.NextUInt64();
            var level = levels[i] + (2 * scene.Noise * (((bits & 0xffff) / 65536.0) - 0.5));
            bits >>= 16;
            pixels[i] = (byte)Math.Clamp((int)((level * 255) + 0.5), 0, 255);
        }
        return new DecodedImage(new ImageShape(Channels, scene.Height, scene.Width), pixels);
    }

    private static void Lay(Figure figure, double[] levels, int height, int width)
    {
        var box = figure.Box;
        for (var y = (int)box.Y; y < Math.Min(height, box.Bottom); y++)
        {
            for (var x = (int)box.X; x < Math.Min(width, box.Right); x++)
            {
                var covered = 0;
                for (var p = 0; p < Points; p++)
                {
                    if (figure.Covers(x + 0.25 + (p % 2 * 0.5), y + 0.25 + (p / 2 * 0.5)))
                        covered++;
                }
                if (covered == 0)
                    continue;
                var share = (double)covered / Points;
                for (var c = 0; c < Channels; c++)
                {
                    ref var level = ref levels[(((c * height) + y) * width) + x];
                    level = (share * figure.Paint.Level(c, x, y)) + ((1 - share) * level);
                }
            }
        }
    }
}

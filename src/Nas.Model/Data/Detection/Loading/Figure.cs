namespace Nas.Model.Data.Detection.Loading;

/// <summary>Categories of the procedural set, by number.</summary>
internal enum FigureKind
{
    Disc,
    Frame,
    Triangle,
    Cross,
}

/// <summary>The paint of a figure or a background: a level of each channel, and stripes that are lighter or darker.</summary>
/// <param name="StripeX">Periods per pixel to the right.</param>
/// <param name="StripeY">Periods per pixel down.</param>
/// <param name="Depth">Half the difference between the stripes; 0: plain.</param>
internal readonly record struct Paint(double Red, double Green, double Blue, double StripeX, double StripeY, double Depth)
{
    public double Level(int channel, double x, double y)
    {
        var t = (x * StripeX) + (y * StripeY);
        // A triangle wave between -1 and 1.
        var wave = (4 * Math.Abs(t - Math.Floor(t + 0.5))) - 1;
        return (
                channel switch
                {
                    0 => Red,
                    1 => Green,
                    _ => Blue,
                }
            ) + (Depth * wave);
    }
}

/// <summary>One object of a scene; it touches all four sides of its box.</summary>
internal readonly record struct Figure(FigureKind Kind, Box Box, Paint Paint)
{
    private const double FrameWidth = 0.4,
        BarHalf = 0.34;

    /// <summary>True where a point, in pixels of the image, lies on the figure.</summary>
    public bool Covers(double x, double y)
    {
        // Coordinates from -1 to 1 across the box.
        var (u, v) = ((2 * (x - Box.X) / Box.Width) - 1, (2 * (y - Box.Y) / Box.Height) - 1);
        var (across, down) = (Math.Abs(u), Math.Abs(v));
        if (across > 1 || down > 1)
            return false;
        return Kind switch
        {
            FigureKind.Disc => (u * u) + (v * v) <= 1,
            FigureKind.Frame => Math.Max(across, down) >= 1 - FrameWidth,
            FigureKind.Triangle => across <= (v + 1) / 2,
            _ => Math.Min(across, down) <= BarHalf,
        };
    }
}

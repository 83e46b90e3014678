namespace Nas.Model.Data.Detection;

/// <summary>
/// A rectangle in pixels: its upper left corner and its size. Continuous coordinates: pixel (0, 0) covers [0, 1) x [0, 1).
/// </summary>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>Pixels that rounding in annotation files may add to a side.</summary>
    private const double Rounding = 1;

    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double Area => Width * Height;

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Width) && double.IsFinite(Height);

    /// <summary>True where the box lies inside an image of this size, with one pixel allowed for rounding.</summary>
    public bool IsInside(int width, int height) =>
        X >= -Rounding && Y >= -Rounding && Right <= width + Rounding && Bottom <= height + Rounding;

    /// <summary>The part that lies inside an image of this size; a side is 0 where nothing does.</summary>
    public Box ClippedTo(int width, int height)
    {
        var (left, top) = (Math.Clamp(X, 0, width), Math.Clamp(Y, 0, height));
        return new Box(left, top, Math.Clamp(Right, 0, width) - left, Math.Clamp(Bottom, 0, height) - top);
    }

    /// <summary>The box in an image that is so many times as wide and as high.</summary>
    public Box Scaled(double across, double down) => new(X * across, Y * down, Width * across, Height * down);

    /// <summary>The box in the mirror image of an image of this width.</summary>
    public Box MirroredIn(int width) => this with { X = width - Right };

    public override string ToString() => FormattableString.Invariant($"[{X}, {Y}, {Width}, {Height}]");
}

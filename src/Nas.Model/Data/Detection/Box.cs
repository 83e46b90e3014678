namespace Nas.Model.Data.Detection;

/// <summary>A rectangle in pixels: its upper left corner and its size. Continuous coordinates: pixel (0, 0) covers [0, 1) x [0, 1).</summary>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>What rounding in annotation files may add to a side, in pixels.</summary>
    private const double Rounding = 1;

    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double Area => Width * Height;

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Width) && double.IsFinite(Height);

    /// <summary>Lies inside an image of this size, rounding of one pixel allowed.</summary>
    public bool IsInside(int width, int height) => X >= -Rounding && Y >= -Rounding && Right <= width + Rounding && Bottom <= height + Rounding;

    public override string ToString() => FormattableString.Invariant($"[{X}, {Y}, {Width}, {Height}]");
}

namespace Nas.Model.Data.Detection.Masks;

/// <summary>
/// A binary image as runs of equal pixels: column by column from the left, each from top to bottom, the first run background and possibly
/// empty, then foreground and background in turn. The form of COCO's masks.
/// </summary>
public sealed class RunLengthMask
{
    private readonly int[] _runs;

    private RunLengthMask(int height, int width, int[] runs)
    {
        (Height, Width, _runs) = (height, width, runs);
        for (var i = 1; i < runs.Length; i += 2)
            Area += runs[i];
        Box = BoxOf(height, runs);
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Pixels of the foreground.</summary>
    public int Area { get; }

    /// <summary>The smallest box around the foreground; all zero where there is none.</summary>
    public Box Box { get; }

    public ReadOnlySpan<int> Runs => _runs;

    /// <exception cref="ArgumentException">The runs have a fault that <see cref="FaultOf"/> names.</exception>
    public static RunLengthMask FromRuns(int height, int width, ReadOnlySpan<int> runs) =>
        FaultOf(height, width, runs) is { } fault
            ? throw new ArgumentException(fault, nameof(runs))
            : new RunLengthMask(height, width, Merged(runs));

    /// <summary>The reason why these are not the runs of an image of this size, as the end of a sentence; null where they are.</summary>
    public static string? FaultOf(int height, int width, ReadOnlySpan<int> runs)
    {
        if (SizeFault(height, width) is { } fault)
            return fault;
        var pixels = (long)height * width;
        var total = 0L;
        foreach (var run in runs)
        {
            if (run < 0)
                return $"it has a run of {run} pixels";
            total += run;
        }
        return total == pixels ? null : $"its runs have {total} pixels and its size of {height}x{width} has {pixels}";
    }

    /// <summary>The reason why no mask has this size, as the end of a sentence; null where one may.</summary>
    public static string? SizeFault(int height, int width) =>
        height < 1 || width < 1 || (long)height * width > int.MaxValue
            ? $"its size of {height}x{width} is none of an image: a mask has from one to {int.MaxValue:N0} pixels"
            : null;

    /// <param name="pixels">Row by row; anything but 0 is foreground.</param>
    /// <param name="width">Pixels of a row.</param>
    public static RunLengthMask FromPixels(ReadOnlySpan<byte> pixels, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.IsEmpty || pixels.Length % width != 0)
            throw new ArgumentException($"{pixels.Length} pixels in rows of {width}", nameof(pixels));
        var height = pixels.Length / width;
        var runs = new List<int>();
        var (run, foreground) = (0, false);
        for (var x = 0; x < width; x++)
        {
            for (var at = x; at < pixels.Length; at += width, run++)
            {
                if (pixels[at] != 0 == foreground)
                    continue;
                runs.Add(run);
                (run, foreground) = (0, !foreground);
            }
        }
        runs.Add(run);
        return new RunLengthMask(height, width, [.. runs]);
    }

    /// <summary>The pixels row by row, 1 for foreground.</summary>
    public byte[] ToPixels()
    {
        var pixels = new byte[Height * Width];
        var at = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            for (var end = at + _runs[i]; at < end; at++)
            {
                if (i % 2 == 1)
                    pixels[(at % Height * Width) + (at / Height)] = 1;
            }
        }
        return pixels;
    }

    /// <summary>Pixels that are foreground in both masks.</summary>
    /// <exception cref="ArgumentException">The other is of another size.</exception>
    public int IntersectionWith(RunLengthMask other)
    {
        RequireSameSize(other);
        var (left, right) = (_runs, other._runs);
        var (i, j, at, common) = (0, 0, 0, 0);
        var (endLeft, endRight) = (left[0], right[0]);
        while (true)
        {
            var end = Math.Min(endLeft, endRight);
            // The lowest bits say whether a run is foreground.
            if ((i & j & 1) != 0)
                common += end - at;
            at = end;
            if (endLeft == at)
            {
                if (++i == left.Length)
                    return common;
                endLeft += left[i];
            }
            if (endRight == at)
            {
                if (++j == right.Length)
                    return common;
                endRight += right[j];
            }
        }
    }

    /// <exception cref="ArgumentException">The other is of another size.</exception>
    public RunLengthMask Union(RunLengthMask other)
    {
        RequireSameSize(other);
        var runs = new List<int>(_runs.Length + other._runs.Length);
        var (i, j, at, start, foreground) = (0, 0, 0, 0, false);
        var (endLeft, endRight) = (_runs[0], other._runs[0]);
        var pixels = Height * Width;
        while (at < pixels)
        {
            if (((i | j) & 1) != 0 != foreground)
            {
                runs.Add(at - start);
                (start, foreground) = (at, !foreground);
            }
            at = Math.Min(endLeft, endRight);
            while (endLeft == at && i + 1 < _runs.Length)
                endLeft += _runs[++i];
            while (endRight == at && j + 1 < other._runs.Length)
                endRight += other._runs[++j];
        }
        runs.Add(at - start);
        return new RunLengthMask(Height, Width, [.. runs]);
    }

    /// <summary>Runs without empty ones, the first excepted.</summary>
    private static int[] Merged(ReadOnlySpan<int> runs)
    {
        var merged = new List<int>(runs.Length) { 0 };
        for (var i = 0; i < runs.Length; i++)
        {
            if (runs[i] == 0)
                continue;
            if (merged.Count % 2 == i % 2)
                merged.Add(runs[i]);
            else
                merged[^1] += runs[i];
        }
        return [.. merged];
    }

    private static Box BoxOf(int height, int[] runs)
    {
        var (left, top, right, bottom, at) = (int.MaxValue, int.MaxValue, -1, -1, 0);
        for (var i = 0; i < runs.Length; i++)
        {
            var start = at;
            at += runs[i];
            if (i % 2 == 0)
                continue;
            var (firstX, firstY) = (start / height, start % height);
            var (lastX, lastY) = ((at - 1) / height, (at - 1) % height);
            left = Math.Min(left, firstX);
            right = Math.Max(right, lastX);
            // A run over the end of a column touches both the lower and the upper edge.
            top = Math.Min(top, firstX < lastX ? 0 : firstY);
            bottom = Math.Max(bottom, firstX < lastX ? height - 1 : lastY);
        }
        return right < 0 ? default : new Box(left, top, right - left + 1, bottom - top + 1);
    }

    private void RequireSameSize(RunLengthMask other)
    {
        if ((Height, Width) != (other.Height, other.Width))
        {
            throw new ArgumentException($"a mask of {other.Height}x{other.Width} beside one of {Height}x{Width}", nameof(other));
        }
    }
}

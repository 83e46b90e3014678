using System.Globalization;

namespace Actors.Search;

/// <summary>The id of a device task, the same after any restart: <c>supernet/0</c> (run 0), <c>search/12@3</c> (candidate 12, sample 3).</summary>
/// <param name="Index">Number of the run or of the candidate in its phase.</param>
/// <param name="Sample">Position in the phase's list of samples; null for a training run.</param>
public readonly record struct TaskName(string Phase, int Index, int? Sample)
{
    public override string ToString() => Sample is { } sample ? $"{Phase}/{Index}@{sample}" : $"{Phase}/{Index}";

    public static string OfRun(string phase, int run) => new TaskName(phase, run, null).ToString();

    /// <summary>False for what no search ever named: reports come over the wire.</summary>
    public static bool TryParse(string text, out TaskName name)
    {
        name = default;
        var slash = text.LastIndexOf('/');
        if (slash < 0) return false;
        var numbers = text.AsSpan(slash + 1);
        var at = numbers.IndexOf('@');
        int? sample = null;
        if (at >= 0)
        {
            if (!TryNumber(numbers[(at + 1)..], out var number)) return false;
            sample = number;
            numbers = numbers[..at];
        }
        if (!TryNumber(numbers, out var index)) return false;
        name = new TaskName(text[..slash], index, sample);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

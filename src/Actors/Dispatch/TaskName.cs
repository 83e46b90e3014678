using System.Globalization;

namespace Actors.Dispatch;

/// <summary>
/// The id of a device task, the same after any restart: <c>supernet/0</c> (run 0), <c>search/12@3</c> (candidate 12, sample 3),
/// <c>stage-search/18-26@0</c> (candidates 18 to 26).
/// </summary>
/// <param name="Index">Number of the run or of the first candidate in its phase.</param>
/// <param name="Sample">Position in the phase's list of samples; null for a training run.</param>
/// <param name="Count">Number of candidates.</param>
public readonly record struct TaskName(string Phase, int Index, int? Sample, int Count = 1)
{
    private const int MostCandidates = 100_000;

    public IEnumerable<int> Indices => Enumerable.Range(Index, Count);

    public override string ToString()
    {
        if (Sample is not { } sample)
            return $"{Phase}/{Index}";
        return Count == 1 ? $"{Phase}/{Index}@{sample}" : $"{Phase}/{Index}-{Index + Count - 1}@{sample}";
    }

    public static string OfRun(string phase, int run) => new TaskName(phase, run, null).ToString();

    /// <summary>Reads a name; false for a text that no search ever named: reports come over the wire.</summary>
    public static bool TryParse(string text, out TaskName name)
    {
        name = default;
        var slash = text.LastIndexOf('/');
        if (slash < 0)
            return false;
        var numbers = text.AsSpan(slash + 1);
        var at = numbers.IndexOf('@');
        if (at < 0)
        {
            if (!TryNumber(numbers, out var run))
                return false;
            name = new TaskName(text[..slash], run, null);
            return true;
        }
        if (!TryNumber(numbers[(at + 1)..], out var sample))
            return false;
        var range = numbers[..at];
        var dash = range.IndexOf('-');
        if (!TryNumber(dash < 0 ? range : range[..dash], out var first))
            return false;
        var last = first;
        if (dash >= 0 && (!TryNumber(range[(dash + 1)..], out last) || last <= first || last - first >= MostCandidates))
            return false;
        name = new TaskName(text[..slash], first, sample, last - first + 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

namespace Nas.Model;

/// <summary>Guesses what a user meant by a word that is not known.</summary>
public static class Spelling
{
    /// <summary>Longest word that is looked up; a longer one is no typing error.</summary>
    private const int MaxLength = 200;

    /// <summary>
    /// The known word nearest to <paramref name="word"/> by edit distance, where it is near enough to be a slip; else null.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxLength)
            return null;
        // The distance is at least the difference of the lengths: most candidates need no table of it.
        var best = known
            .Where(candidate => Math.Abs(candidate.Length - word.Length) <= Slips(candidate))
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Slips(best.candidate) ? best.candidate : null;
    }

    private static int Slips(string candidate) => Math.Max(2, candidate.Length / 3);

    /// <summary>The text <c> (did you mean 'x'?)</c>, or nothing: to be put after the unknown word.</summary>
    public static string Hint(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $" (did you mean '{nearest}'?)" : "";

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), letter case ignored.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }
        return rows[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}

namespace Seed.SearchFiles;

/// <summary>Finds what somebody meant who wrote something else.</summary>
public static class Nearest
{
    /// <summary>The known word nearest to the written one; null where none is near enough to be meant.</summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        var best = known
            .Select(word => (Word: word, Distance: Distance(written.ToLowerInvariant(), word)))
            .OrderBy(match => match.Distance).ThenBy(match => match.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(2, written.Length / 3) && best.Distance < best.Word.Length ? best.Word : null;
    }

    /// <summary>" ; did you mean X?", or the list of what is known.</summary>
    public static string Remedy(string written, IReadOnlyCollection<string> known) =>
        To(written, known) is { } near ? $"did you mean {near}?" : $"known: {string.Join(", ", known)}";

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other (optimal string alignment).</summary>
    public static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = from[i - 1] == to[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + changed);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[from.Length, to.Length];
    }
}

using System.Globalization;
using Nas.Model.Tables.Files;

namespace Nas.Model.Tables;

/// <summary>
/// Decides whether the numbers of a column are percentages: all of them are, or none. Otherwise 94.2 beside 93.1% would be the best by far.
/// </summary>
internal sealed class PercentColumns(TableFile file)
{
    private readonly Dictionary<string, (int With, int Without)> _counts = new(StringComparer.Ordinal);

    /// <summary>
    /// The fault of a number, in words that follow it in a sentence; null: it is written as most are, or, where both kinds are equally
    /// many, as a percentage.
    /// </summary>
    public string? FaultOf(string column, bool percent)
    {
        if (!_counts.TryGetValue(column, out var count))
        {
            var signs = file.Texts(column)
                .Where(text => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                .ToLookup(text => text.EndsWith('%'));
            _counts[column] = count = (signs[true].Count(), signs[false].Count());
        }
        var right = count.With >= count.Without;
        if (count.With == 0 || percent == right)
            return null;
        return right
            ? $"without a percent sign, which others of the column have ({count.With:N0} of {count.With + count.Without:N0}): write all with it, or none"
            : $"with a percent sign, which others of the column lack ({count.Without:N0} of {count.With + count.Without:N0}): write all with it, or none";
    }
}

using System.Collections.Immutable;
using Seed.Hocon;
using Seed.Output;

namespace Seed.Methods.Shared;

internal static class RangeChecks
{
    /// <summary>Neither negative nor empty; null: any.</summary>
    public static void Check(string key, ImmutableArray<long>? range, ProblemList problems)
    {
        if (range is not [var min, var max])
            return;
        if (min < 0)
            problems.Add(key, $"must not be negative, but begins at {min}");
        if (min <= max)
            return;
        var (less, more) = (ScaledNumber.Format(max), ScaledNumber.Format(min));
        problems.Add(key, $"is empty, for {more} is more than {less}; write [{less}, {more}]");
    }
}

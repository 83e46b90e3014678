using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Nas.Model;

namespace Seed.Hocon;

/// <summary>Says in one sentence which rule a value breaks.</summary>
public static class RuleSentence
{
    public static string For(ValidationAttribute rule, object value) =>
        rule switch
        {
            RangeAttribute range => $"must lie from {Number(range.Minimum)} to {Number(range.Maximum)}, but is {Number(value)}",
            AllowedValuesAttribute allowed => Allowed(allowed, value),
            LengthAttribute length => $"must have {Count(length)} entries, but has {(value as ICollection)?.Count}",
            RegularExpressionAttribute =>
                $"must be 1 to 64 letters, digits, '-', '_' or '.', beginning with a letter or digit, but is \"{value}\"",
            RequiredAttribute => "must not be empty",
            _ => rule.FormatErrorMessage("it"),
        };

    private static string Allowed(AllowedValuesAttribute allowed, object value)
    {
        var words = allowed.Values.Select(word => word?.ToString() ?? "null").ToArray();
        var near = Spelling.Nearest(value.ToString() ?? "", words);
        return $"must be {string.Join(" or ", words)}, but is \"{value}\"{(near is null ? "" : $"; did you mean {near}?")}";
    }

    private static string Count(LengthAttribute length) =>
        length.MinimumLength == length.MaximumLength ? $"{length.MinimumLength}" : $"{length.MinimumLength} to {length.MaximumLength}";

    private static string Number(object number) => Convert.ToString(number, CultureInfo.InvariantCulture) ?? "";
}

using System.Collections.Immutable;
using System.Globalization;
using Nas.Model.Spaces.Encodings;

namespace Nas.Model.Tables.Encodings;

/// <summary>A digit for each decision: <c>22212220</c>, as in NAS-Bench-Macro (Su et al., CVPR 2021).</summary>
internal sealed class DigitsEncoding : IArchitectureEncoding
{
    public ImmutableArray<NamedChoice>? TryRead(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit)
            ?
            [
                .. text.Select(
                    (digit, i) =>
                        string.Create(CultureInfo.InvariantCulture, $"layer{i + 1}") is var name
                            ? new NamedChoice(name, name, digit.ToString())
                            : default
                ),
            ]
            : null;

    public string Write(IReadOnlyList<string> options) => string.Concat(options);
}

using System.Collections.Immutable;
using Nas.Model.Spaces.Encodings;

namespace Nas.Model.Tables.Encodings;

/// <summary>Any text: one decision, whose options are all that there is.</summary>
internal sealed class OptionEncoding : IArchitectureEncoding
{
    private const string Decision = "architecture";

    public ImmutableArray<NamedChoice>? TryRead(string text) => [new NamedChoice(Decision, Decision, text)];

    public string Write(IReadOnlyList<string> options) => options[0];
}

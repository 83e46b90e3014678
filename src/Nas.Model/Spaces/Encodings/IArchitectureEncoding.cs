using System.Collections.Immutable;

namespace Nas.Model.Spaces.Encodings;

/// <summary>The text of a whole architecture, which names an option for each of its decisions.</summary>
internal interface IArchitectureEncoding
{
    /// <summary>What the text says, decision by decision; null where it is no such text.</summary>
    ImmutableArray<NamedChoice>? TryRead(string text);

    /// <summary>The text of options, one for each decision in order.</summary>
    string Write(IReadOnlyList<string> options);
}

/// <param name="Decision">Its name, the same in all texts of a table.</param>
/// <param name="Group">What crossover exchanges as a whole.</param>
internal readonly record struct NamedChoice(string Decision, string Group, string Option);

using System.Collections.Immutable;

namespace Nas.Model.Spaces.Encodings;

/// <summary>The text of a whole architecture, which names an option for each of its decisions.</summary>
internal interface IArchitectureEncoding
{
    /// <summary>The choices that the text names, decision by decision; null where it is no such text.</summary>
    ImmutableArray<NamedChoice>? TryRead(string text);

    /// <summary>The text of options, one for each decision in order.</summary>
    string Write(IReadOnlyList<string> options);
}

/// <param name="Decision">Name of the decision, the same in all texts of a table.</param>
/// <param name="Group">The unit that crossover exchanges as a whole.</param>
internal readonly record struct NamedChoice(string Decision, string Group, string Option);

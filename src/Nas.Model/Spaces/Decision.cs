using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>One choice that an architecture makes: exactly one of the options.</summary>
/// <param name="Name">Name that is unique in its space and stable across versions: <c>stage2/0-3</c>.</param>
/// <param name="Group">The unit that crossover exchanges as a whole: a stage, a cell.</param>
/// <param name="Options">Names of the options, in the order that option indices mean.</param>
public sealed record Decision(string Name, string Group, ImmutableArray<string> Options)
{
    /// <summary>The option that leaves the decision open, where there is one: <see cref="ISearchSpace.IsComplete"/>.</summary>
    public int? Undecided { get; init; }
}

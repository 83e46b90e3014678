using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

/// <summary>A space of decisions with so many options each; the cost of an architecture is the sum of its choices.</summary>
internal sealed class Grid(params int[] options) : ISearchSpace
{
    public static ConstrainedSpace Whole(params int[] options) => new(new Grid(options), CostRange.Any);

    public string Name => "grid";

    public ImmutableArray<Decision> Decisions { get; } =
    [.. options.Select((count, i) => new Decision($"d{i}", $"g{i / 2}", [.. Enumerable.Range(0, count).Select(option => $"{option}")]))];

    public AdditiveCost Sum { get; } =
        new(0, [.. options.Select(count => Enumerable.Range(0, count).Select(option => (long)option).ToImmutableArray())]);

    ICost ISearchSpace.MAdds => Sum;

    ICost ISearchSpace.Parameters => Sum;

    public BigInteger Count => options.Aggregate(BigInteger.One, (product, count) => product * count);

    public string Format(Architecture architecture) => string.Join('.', architecture.Choices);

    public Architecture Parse(string text) => new([.. text.Split('.').Select(int.Parse)]);
}

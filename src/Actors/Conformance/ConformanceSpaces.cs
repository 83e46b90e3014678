using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Nas.Model;
using Nas.Model.Spaces;

namespace Actors.Conformance;

/// <summary>Spaces to try strategies on: small enough to be run through, and too large for that; with and without a constraint.</summary>
public static class ConformanceSpaces
{
    /// <summary>A space with a constraint: 15 of its 27 architectures meet it.</summary>
    public static ConstrainedSpace Small { get; } = new(new GridSpace("small", 3, 3, partial: false), new CostRange(6, 14));

    /// <summary>A space without a constraint: some 10^9 architectures.</summary>
    public static ConstrainedSpace Wide { get; } = new(new GridSpace("wide", 15, 4, partial: false), CostRange.Any);

    /// <summary>A narrow constraint on a large space.</summary>
    public static ConstrainedSpace Narrow { get; } = new(new GridSpace("narrow", 12, 4, partial: false), new CostRange(150, 165));

    /// <summary>A space with partial architectures: some of their decisions are open.</summary>
    public static ConstrainedSpace Partial { get; } = new(new GridSpace("partial", 8, 4, partial: true), CostRange.Any);

    /// <summary>The same, small enough to be run through.</summary>
    public static ConstrainedSpace SmallPartial { get; } = new(new GridSpace("small-partial", 3, 3, partial: true), CostRange.Any);

    /// <summary>Spaces with one, two and three architectures: fewer than any window.</summary>
    public static ImmutableArray<ConstrainedSpace> Few { get; } =
    [
        new(new GridSpace("one", 1, 1, partial: false), CostRange.Any),
        new(new GridSpace("two", 3, 3, partial: false), new CostRange(1, 2)),
        new(new GridSpace("three", 1, 3, partial: false), CostRange.Any),
    ];

    /// <summary>The spaces that every strategy without special needs has to master.</summary>
    public static ImmutableArray<ConstrainedSpace> Usual { get; } = [Small, Wide, Narrow];
}

/// <summary>Every decision has as many options; each costs more than the one before, and more in later decisions.</summary>
internal sealed class GridSpace(string name, int decisions, int options, bool partial) : ISearchSpace
{
    public string Name => name;

    public ImmutableArray<Decision> Decisions { get; } =
    [
        .. Enumerable
            .Range(0, decisions)
            .Select(decision => new Decision(
                $"d{decision}",
                $"group{decision / 3}",
                [.. Enumerable.Range(0, options).Select(option => $"o{option}")]
            )
            {
                Undecided = partial ? 0 : null,
            }),
    ];

    public ICost MAdds { get; } =
        new AdditiveCost(
            0,
            [
                .. Enumerable
                    .Range(0, decisions)
                    .Select(decision => Enumerable.Range(0, options).Select(option => (long)option * (decision + 1)).ToImmutableArray()),
            ]
        );

    public ICost Parameters => MAdds;

    public BigInteger Count => BigInteger.Pow(options, decisions);

    public string Format(Architecture architecture) => string.Join(',', architecture.Choices);

    public Architecture Parse(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != decisions)
            throw new UserException($"'{text}' is no architecture of {name}.");
        return new Architecture([
            .. parts.Select(part =>
                int.TryParse(part, CultureInfo.InvariantCulture, out var choice) && choice >= 0 && choice < options
                    ? choice
                    : throw new UserException($"'{text}' is no architecture of {name}: there is no option {part}.")
            ),
        ]);
    }
}

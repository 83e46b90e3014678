using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Search.State.Events;
using Actors.Strategies;
using Actors.Strategies.Beam;
using Actors.Strategies.Racing;
using Actors.Tests.Strategies;
using CsCheck;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.Reading;

/// <summary>
/// Strategy, window and sets wait for each other: in searches of any size nobody waits for ever, nobody ends while results are due, and the
/// results do not depend on sets, on who was fast, or on a restart.
/// </summary>
public class SearchProgressTests
{
    private const double SampleEffect = 0.3;

    private static readonly ImmutableArray<string> Plain =
    [
        "evolution",
        "regularised-evolution",
        "local-search",
        "bayesian",
        "nsga2",
        "random",
        "exhaustive",
        "generations",
    ];

    /// <summary>A search; <paramref name="Other"/> stands for other luck, other sets, and where another process takes over.</summary>
    private sealed record Case(
        string Strategy,
        string? Base,
        int Size,
        int Decisions,
        int Options,
        double Least,
        double Most,
        int Window,
        int Set,
        int Samples,
        int Budget,
        bool InOrder,
        double Failing,
        int Luck,
        int Other
    );

    private static readonly ImmutableArray<string> Drawn = [.. Plain, "listed", "beam", "racing", "racing", "racing"],
        Bases = [.. Plain, "listed"];

    private static readonly Gen<Case> Cases = Gen.Select(
            Gen.Select(Gen.Int[0, Drawn.Length - 1], Gen.Int[0, Bases.Length - 1], Gen.Int[1, 6]),
            Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.Double.Unit, Gen.Double.Unit),
            Gen.Select(Gen.Int[1, 12], Gen.Int[1, 14], Gen.Int[1, 7], Gen.Int[1, 60]),
            Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000])
        )
        .Select(
            (named, space, terms, luck) =>
                new Case(
                    Drawn[named.Item1],
                    Drawn[named.Item1] == "racing" ? Bases[named.Item2] : null,
                    named.Item3,
                    space.Item1,
                    space.Item2,
                    Math.Min(space.Item3, space.Item4),
                    Math.Max(space.Item3, space.Item4),
                    terms.Item1,
                    terms.Item2,
                    terms.Item3,
                    terms.Item4,
                    luck.Item1,
                    luck.Item2 == 0 ? 0.3 : 0,
                    luck.Item3,
                    luck.Item4
                )
        );

    [Fact]
    public void Nothing_stands_still_and_nothing_ends_while_results_are_due() => Cases.Sample(Hold, iter: 200);

    /// <summary>The searches of issue 12, which stood still, or failed, before.</summary>
    [Theory]
    [InlineData("beam", 2, 2, 1)]
    [InlineData("generations", 3, 2, 1)]
    [InlineData("racing", 8, 1, 6)]
    public void What_once_stood_still_goes_on(string strategy, int window, int set, int samples) =>
        Hold(
            new Case(
                strategy,
                strategy == "racing" ? "evolution" : null,
                3,
                1,
                3,
                0,
                1,
                window,
                set,
                samples,
                20,
                InOrder: true,
                Failing: 0,
                Luck: 1,
                Other: 2
            )
        );

    private static void Hold(Case one)
    {
        var space = SpaceOf(one);
        var subject = new StrategySubject(one.Strategy, () => Create(one, space));
        var budget = one.Strategy == "beam" ? BeamStrategy.MostCandidates(space.Space, new BeamOptions { Width = one.Size }) : one.Budget;
        var terms = new TrialTerms(one.Window, one.Set, one.Samples, budget, one.InOrder);
        double? Score(string text, int sample) => Fails(text, one.Failing) ? null : Level(text) + (SampleEffect * Luck($"sample/{sample}"));

        var search = new TrialSearch(subject, space, terms, Score, one.Luck).Run();

        Assert.True(search.Trouble is null, $"{search.Trouble} ({space.Count} architectures)");
        RequireAll(one, space, search);
        if (one.Strategy == "racing")
            RequireWinner(one, space, search);
        var (other, cut) = (
            new TrialSearch(subject, space, terms with { Set = 1 + (one.Other % 14) }, Score, one.Other).Run(),
            one.Other % search.Journal.Count
        );
        var restarted = new TrialSearch(subject, space, terms, Score, one.Other, search.Journal.Take(cut)).Run();
        Assert.Null(other.Trouble);
        Assert.Null(restarted.Trouble);
        if (!one.InOrder)
            return;
        Assert.Equal(Told(search), Told(other));
        Assert.Equal(Told(search), Told(restarted));
    }

    /// <summary>Whoever proposes each architecture once, with all samples, proposes as many as there are.</summary>
    private static void RequireAll(Case one, ConstrainedSpace space, TrialSearch search)
    {
        if (Plain.Contains(one.Strategy))
            Assert.Equal(Math.Min(one.Budget, (int)space.Count), search.Phase.Proposed);
        if (one.Strategy == "listed")
            Assert.Equal(Math.Min(one.Budget, Listed(space).Count()), search.Phase.Proposed);
    }

    /// <summary>Scores are an architecture's level and a sample's effect: with proposals for all, the winner is the best of all.</summary>
    private static void RequireWinner(Case one, ConstrainedSpace space, TrialSearch search)
    {
        var proposed = Proposals(search).Select(e => e.Architecture).ToHashSet();
        var able = proposed.Where(text => !Fails(text, one.Failing)).ToList();
        Assert.Equal(able.Count > 0, search.Phase.Best is not null);
        if (search.Phase.Best is { } best)
            Assert.Equal(one.Samples, best.Scores.Length);
        var all = one.Base == "listed" ? Listed(space).Count() : (int)space.Count;
        if (one.Budget < all * one.Samples || able.Count == 0)
            return;
        Assert.Equal(all, proposed.Count);
        Assert.Equal(able.MaxBy(Level), search.Phase.Best!.Architecture);
    }

    private static ConstrainedSpace SpaceOf(Case one)
    {
        var grid = new GridSpace("drawn", one.Decisions, one.Options + (one.Strategy == "beam" ? 1 : 0), partial: one.Strategy == "beam");
        if (one.Strategy == "beam")
            return new ConstrainedSpace(grid, CostRange.Any);
        var constrained = new ConstrainedSpace(
            grid,
            new CostRange((long)(one.Least * grid.MAdds.Max), (long)Math.Ceiling(one.Most * grid.MAdds.Max))
        );
        return constrained.Count.IsZero ? new ConstrainedSpace(grid, CostRange.Any) : constrained;
    }

    private static ISearchStrategy Create(Case one, ConstrainedSpace space) =>
        one.Strategy switch
        {
            "racing" => new RacingStrategy(
                new RacingOptions
                {
                    First = 2 + (one.Size % 2),
                    Initial = 1 + one.Size,
                    Keep = 1 + (one.Size % 3),
                },
                Create(one.Base!, one.Size, space)
            ),
            var name => Create(name, one.Size, space),
        };

    private static ISearchStrategy Create(string name, int size, ConstrainedSpace space) =>
        name == "generations"
            ? new Generations(size)
            : StrategyCatalog.Standard.Create(
                name,
                name switch
                {
                    "evolution" or "regularised-evolution" => new JsonObject { ["population"] = 1 + size, ["tournament"] = 2 },
                    "local-search" => new JsonObject { ["initial"] = size, ["step"] = size % 2 == 0 ? "first" : "steepest" },
                    "bayesian" => new JsonObject { ["initial"] = size, ["starts"] = 2 },
                    "nsga2" => new JsonObject { ["population"] = 3 + size },
                    "beam" => new JsonObject { ["width"] = size },
                    "listed" => new JsonObject { ["architectures"] = new JsonArray([.. Listed(space).Select(text => (JsonNode)text)]) },
                    _ => [],
                }
            );

    /// <summary>Texts of every second architecture.</summary>
    private static IEnumerable<string> Listed(ConstrainedSpace space) =>
        Enumerable.Range(0, (int)space.Count).Where(number => number % 2 == 0).Select(number => space.Space.Format(space.At(number)));

    private static double Level(string text) => Luck($"level/{text}");

    private static bool Fails(string text, double share) => Luck($"fails/{text}") < share;

    private static double Luck(string of) => RandomStream.For(12, of).NextDouble();

    private static IEnumerable<CandidateProposed> Proposals(TrialSearch search) => search.Journal.OfType<CandidateProposed>();

    private static List<string> Told(TrialSearch search) =>
        [
            .. Proposals(search).Select(e => $"{e.Index} {e.Architecture} {e.Origin} {e.Observed} {e.Samples}"),
            $"{search.Phase.Best?.Index}",
        ];
}

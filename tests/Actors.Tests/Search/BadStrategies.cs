using Actors.Strategies;
using Actors.Strategies.RandomSearch;

namespace Actors.Tests.Search;

/// <summary>Strategies as they should not be: each is a random search that misbehaves from the sixth proposal on.</summary>
internal static class BadStrategies
{
    public const string Throws = "throws",
        Hangs = "hangs",
        HangsInObserve = "hangs-in-observe",
        Outside = "outside",
        Repeats = "repeats",
        WaitsForEver = "waits-for-ever",
        CannotBeMade = "cannot-be-made";

    private const int Bad = 5;

    public static StrategyCatalog Catalog { get; } =
        new([
            .. StrategyCatalog.Standard.Kinds,
            Kind(Throws, _ => throw new InvalidOperationException("I have no idea.")),
            Kind(Hangs, _ => Hang()),
            StrategyKind.Of<RandomSearchOptions>(HangsInObserve, _ => new Bewildered(null)),
            Kind(Outside, context => new Proposal(new([.. context.Space.Space.Decisions.Select(_ => -1)]), "nowhere")),
            Kind(Repeats, context => new Proposal(context.Space.At(0), "the one")),
            Kind(WaitsForEver, _ => Proposal.NotYet),
            StrategyKind.Of<RandomSearchOptions>(CannotBeMade, _ => throw new InvalidOperationException("There is no licence.")),
        ]);

    private static StrategyKind Kind(string name, Func<ProposalContext, Proposal?> bad) =>
        StrategyKind.Of<RandomSearchOptions>(name, _ => new Bewildered(bad));

    private static Proposal Hang()
    {
        new ManualResetEventSlim().Wait();
        throw new InvalidOperationException("It cannot come to this.");
    }

    private sealed class Bewildered(Func<ProposalContext, Proposal?>? bad) : ISearchStrategy
    {
        private int _observed;

        public Proposal? Propose(ProposalContext context) =>
            bad is not null && context.Index >= Bad ? bad(context) : new Proposal(context.SampleNew()!, "random");

        public void Observe(Observation observation)
        {
            if (bad is null && ++_observed == Bad)
                Hang();
        }
    }
}

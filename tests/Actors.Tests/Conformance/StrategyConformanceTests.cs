using System.Text.Json.Nodes;
using Actors.Conformance;
using Actors.Strategies;
using Nas.Model.Spaces;

namespace Actors.Tests.Conformance;

/// <summary>Every strategy of ours keeps the rules, and the suite tells those that do not.</summary>
[Collection(nameof(Measured))]
[Trait("Length", "Long")]
public class StrategyConformanceTests
{
    public static TheoryData<string> Names => [.. StrategyCatalog.Standard.Own.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_strategy_of_ours_keeps_every_rule(string name)
    {
        var options = name switch
        {
            "beam" => new ConformanceOptions { Spaces = [ConformanceSpaces.Partial, ConformanceSpaces.SmallPartial] },
            // Of one space, which its options list.
            "listed" => new ConformanceOptions { Spaces = [ConformanceSpaces.Small] },
            // It thinks for long, and keeps what it learned from.
            "bayesian" => new ConformanceOptions
            {
                Proposals = 60,
                LongProposals = 300,
                KeptBytes = 32 << 10,
            },
            _ => new ConformanceOptions(),
        };
        StrategyConformance.Check(new StrategySubject(name, () => Create(name)), options with { Patience = TimeSpan.FromMinutes(5) });
    }

    private static ISearchStrategy Create(string name) =>
        StrategyCatalog.Standard.Create(
            name,
            name != "listed"
                ? []
                : new JsonObject
                {
                    ["architectures"] = new JsonArray([
                        .. Enumerable
                            .Range(0, (int)ConformanceSpaces.Small.Count)
                            .Select(number => (JsonNode)ConformanceSpaces.Small.Space.Format(ConformanceSpaces.Small.At(number))),
                    ]),
                }
        );

    [Fact]
    public void What_proposes_nothing_but_the_unknown_is_good() => StrategyConformance.Check(Subject(Good));

    [Fact]
    public void A_second_proposal_of_the_same_is_told() =>
        Breaks("proposes new", "made proposal 1 a second time", context => new Proposal(context.Space.At(0), ""));

    [Fact]
    public void A_proposal_outside_the_constraint_is_told() =>
        Breaks(
            "proposes new",
            "outside the constraint",
            context => new Proposal(new Architecture([.. context.Space.Space.Decisions.Select(_ => context.Index % 3)]), "")
        );

    [Fact]
    public void An_exception_is_told() =>
        Breaks(
            "proposes new",
            "failed: no idea",
            context => context.Index < 3 ? Good(context) : throw new InvalidOperationException("no idea")
        );

    [Fact]
    public void A_strategy_that_proposes_nothing_is_told() => Breaks("proposes new", "it proposed nothing at all", _ => null);

    [Fact]
    public void A_strategy_that_never_comes_back_is_told() =>
        Breaks(
            "proposes new",
            "did not answer within 1 seconds",
            context =>
            {
                if (context.Index == 3)
                    new ManualResetEventSlim().Wait();
                return Good(context);
            },
            new ConformanceOptions { Patience = TimeSpan.FromSeconds(1) }
        );

    [Fact]
    public void Chance_of_its_own_is_told() =>
        Breaks("the same for the same seed", "differ at proposal", context => Shuffled(context, Random.Shared.Next(1000)));

    [Fact]
    public void What_instances_share_is_told()
    {
        var made = 0;
        Breaks("the same for the same seed", "differ at proposal", context => Shuffled(context, ++made));
    }

    [Fact]
    public void What_does_not_follow_from_the_results_is_told() =>
        Breaks(
            "after a restart",
            "took over after",
            () =>
            {
                var asked = 0;
                return new Made(context => Shuffled(context, ++asked % 10), _ => { });
            }
        );

    [Fact]
    public void What_a_snapshot_does_not_have_is_told()
    {
        var broken = Assert.Throws<ConformanceException>(() =>
            StrategyConformance.Check(new StrategySubject("planted", () => new Forgetful()))
        );
        Assert.Contains("breaks \"goes on from a snapshot", broken.Message, StringComparison.Ordinal);
        Assert.Contains("resumed from its snapshot after", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("after a restart", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_cannot_bear_failures_is_told() =>
        Breaks("candidates fail", "must have a value", () => new Made(Good, observation => _ = observation.Score!.Value));

    [Fact]
    public void A_strategy_that_does_not_end_is_told() =>
        Breaks(
            "nothing new is left",
            "a second time",
            context => context.SampleNew() is { } drawn ? new Proposal(drawn, "") : new Proposal(context.Space.At(0), ""),
            new ConformanceOptions { Proposals = 18, Spaces = [ConformanceSpaces.Small] }
        );

    [Fact]
    public void A_strategy_that_ends_while_results_are_due_is_told() =>
        Breaks("neither stands still nor ends", "while results were due, with which it would have gone on", () => new Hasty());

    [Theory, InlineData(2), InlineData(4)]
    public void A_strategy_that_waits_for_more_results_than_there_are_architectures_is_told(int least) =>
        Breaks(
            "neither stands still nor ends",
            "where none is outstanding",
            () =>
            {
                var observed = 0;
                return new Made(context => Good(context) ?? (observed < least ? Proposal.NotYet : null), _ => observed++);
            }
        );

    [Fact]
    public void A_strategy_that_lets_nobody_meet_every_sample_is_told() =>
        Breaks(
            "neither stands still nor ends",
            "came to a result: 1 scored in part",
            context => Good(context) is { } good ? good with { Samples = context.Samples > 1 ? 1 : null } : null
        );

    [Fact]
    public void A_strategy_that_waits_for_what_is_due_is_good() =>
        StrategyConformance.Check(new StrategySubject("planted", () => new Strategies.Generations(5)));

    [Fact]
    public void What_is_kept_of_every_candidate_is_told() =>
        Breaks(
            "keeps and allocates",
            "bytes for each candidate",
            () =>
            {
                var kept = new List<byte[]>();
                return new Made(Good, _ => kept.Add(new byte[64 << 10]));
            }
        );

    [Fact]
    public void What_every_proposal_allocates_is_told() =>
        Breaks(
            "keeps and allocates",
            "A proposal allocates",
            context =>
            {
                GC.KeepAlive(new byte[1 << 20]);
                return Good(context);
            },
            new ConformanceOptions { AllocatedBytes = 1 << 19 }
        );

    private static Proposal? Good(ProposalContext context) => context.SampleNew() is { } drawn ? new Proposal(drawn, "drawn") : null;

    private static Proposal? Shuffled(ProposalContext context, int skipped)
    {
        for (var i = 0; i < skipped; i++)
            context.Random.NextDouble();
        return Good(context);
    }

    private static StrategySubject Subject(Func<ProposalContext, Proposal?> propose) => new("planted", () => new Made(propose, _ => { }));

    private static void Breaks(string rule, string words, Func<ProposalContext, Proposal?> propose, ConformanceOptions? options = null) =>
        Breaks(rule, words, () => new Made(propose, _ => { }), options);

    private static void Breaks(string rule, string words, Func<ISearchStrategy> create, ConformanceOptions? options = null)
    {
        var broken = Assert.Throws<ConformanceException>(() => StrategyConformance.Check(new StrategySubject("planted", create), options));
        Assert.Contains(
            broken.Message.Split(Environment.NewLine),
            line =>
                line.StartsWith("'planted' breaks \"", StringComparison.Ordinal)
                && line.Contains(rule, StringComparison.Ordinal)
                && line.Contains(words, StringComparison.Ordinal)
        );
    }

    /// <summary>Goes by the number of its results, and remembers the last.</summary>
    private sealed class Forgetful : IResumableStrategy
    {
        private readonly List<Observation> _observed = [];

        public IEnumerable<Observation> Remembered => _observed.TakeLast(1);

        public Proposal? Propose(ProposalContext context) => Shuffled(context, _observed.Count % 10);

        public void Observe(Observation observation) => _observed.Add(observation);
    }

    /// <summary>Two at first, then as many as there are results: it takes the lack of them for the end.</summary>
    private sealed class Hasty : ISearchStrategy
    {
        private int _observed;

        public Proposal? Propose(ProposalContext context) => context.Index < 2 + _observed ? Good(context) : null;

        public void Observe(Observation observation) => _observed++;
    }

    private sealed class Made(Func<ProposalContext, Proposal?> propose, Action<Observation> observe) : ISearchStrategy
    {
        public Proposal? Propose(ProposalContext context) => propose(context);

        public void Observe(Observation observation) => observe(observation);
    }
}

/// <summary>Measures memory: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;

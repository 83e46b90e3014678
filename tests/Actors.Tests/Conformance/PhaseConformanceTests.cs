using Actors.Conformance;
using Actors.Plugins;

namespace Actors.Tests.Conformance;

/// <summary>The suite tells phases that break a rule; the samples' own keep them, as a test of theirs says.</summary>
public class PhaseConformanceTests
{
    [Fact]
    public void What_scores_the_best_again_is_good() => PhaseConformance.Check(Subject(Good));

    [Fact]
    public void A_phase_that_throws_is_told() =>
        Breaks("plans what can be done", "it failed: no idea", _ => throw new InvalidOperationException("no idea"));

    [Fact]
    public void A_phase_that_counts_on_many_candidates_is_told() =>
        Breaks(
            "plans what can be done",
            "after 2 candidates, it failed",
            context => PhasePlan.Score([context.Before[0].Best[3].Architecture])
        );

    [Fact]
    public void A_plan_that_cannot_be_done_is_told() =>
        Breaks("plans what can be done", "it listed 0 architectures", _ => PhasePlan.Score([]));

    [Fact]
    public void A_phase_that_tosses_a_coin_of_its_own_is_told()
    {
        var tosses = 0;
        Breaks("plans the same", "the same seed and findings give", context => Good(context) with { Samples = ++tosses });
    }

    [Fact]
    public void A_phase_that_never_comes_back_is_told() =>
        Breaks(
            "plans what can be done",
            "did not answer within 1 seconds",
            _ =>
            {
                new ManualResetEventSlim().Wait();
                return null!;
            }
        );

    private static PhasePlan Good(PhaseContext context) => PhasePlan.Score([context.Before[0].Best[0].Architecture]);

    private static void Breaks(string rule, string what, Func<PhaseContext, PhasePlan> plan)
    {
        var broken = Assert.Throws<ConformanceException>(() =>
            PhaseConformance.Check(Subject(plan), new ConformanceOptions { Patience = TimeSpan.FromSeconds(1) })
        );
        Assert.Contains(rule, broken.Message, StringComparison.Ordinal);
        Assert.Contains(what, broken.Message, StringComparison.Ordinal);
    }

    private static PhaseSubject Subject(Func<PhaseContext, PhasePlan> plan) => new("made up", () => new Made(plan));

    private sealed class Made(Func<PhaseContext, PhasePlan> plan) : ISearchPhase
    {
        public PhasePlan Plan(PhaseContext context) => plan(context);
    }
}

using Actors.Dispatch;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Tests.Search.Methods;

namespace Actors.Tests.Search;

/// <summary>Why a phase has no result is said in a sentence that is whole, whatever is missing.</summary>
public class NothingFoundTests
{
    private static readonly CandidatePhase Begun = new(
        "search",
        null,
        new CandidateSpec(9, 3, true, 1, "any", "{}", "whole", 0, 1, [WeightsRef.None(0)], 1)
    );

    [Fact]
    public void All_failed_for_a_reason() =>
        Assert.Equal(
            "None of the 2 candidates could be scored, the first because: no kernel",
            Failed(Failed(Begun, 0, "no kernel"), 1, "no luck").WhyNothing()
        );

    [Theory, InlineData(""), InlineData(" ")]
    public void All_failed_for_none(string reason) =>
        Assert.Equal(
            "None of the 1 candidates could be scored, the first because: no reason was given (Error)",
            Failed(Begun, 0, reason).WhyNothing()
        );

    [Fact]
    public void None_was_proposed() =>
        Assert.Equal("There is no candidate: the strategy 'any' proposed nothing.", (Begun with { Exhausted = true }).WhyNothing());

    [Fact]
    public void Some_were_scored_in_part()
    {
        var phase = Scored(Begun with { Name = "operation-search" }, 0);

        Assert.Equal(
            "None of the 1 candidates of the phase operation-search came to a result: 1 scored in part, and there were no more proposals for them to go on: allow more candidates.",
            phase.WhyNothing()
        );
        Assert.Equal(
            "None of the 1 candidates of the phase operation-search came to a result: 1 scored in part, and the strategy 'any' let none of them go on.",
            (phase with { Exhausted = true }).WhyNothing()
        );
        Assert.Equal(
            "None of the 2 candidates of the phase operation-search came to a result: 1 scored in part, 1 failed, the first because: no kernel",
            Failed(phase, 1, "no kernel").WhyNothing()
        );
    }

    [Fact]
    public void A_failure_without_words_is_journaled_with_some()
    {
        var rig = new SearchRig(BlackBoxMethodTests.Settings(candidates: 1));
        for (var token = 1; rig.Outstanding is [var task, ..]; token++)
            rig.Report(new TaskFailed(rig.Id, task.Id, TaskFailure.NativeCrash, "", "device", token));

        Assert.Equal(
            $"None of the 1 candidates could be scored, the first because: no reason was given (NativeCrash). {NativeCrash.Advice}",
            rig.State.Failure
        );
    }

    [Fact]
    public void What_to_try_against_native_crashes_is_said_once_in_a_phase()
    {
        var rig = new SearchRig(BlackBoxMethodTests.Settings(candidates: 3));
        for (var token = 1; rig.Outstanding is [var task, ..]; token++)
            rig.Report(new TaskFailed(rig.Id, task.Id, TaskFailure.NativeCrash, "aborted", "device", token));

        var reasons = rig.Journal.OfType<CandidateFailed>().Select(failed => failed.Reason).ToArray();
        Assert.Equal([$"aborted. {NativeCrash.Advice}", "aborted", "aborted"], reasons);
        Assert.EndsWith(NativeCrash.Advice, rig.State.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_have_words_too() =>
        Assert.Equal("no reason was given (InvalidOperationException)", Reasons.Of(new InvalidOperationException("")));

    private static CandidatePhase Failed(CandidatePhase phase, int index, string reason) =>
        Proposed(phase, index).Apply(new CandidateFailed(0, phase.Name, index, TaskFailure.Error, reason));

    private static CandidatePhase Scored(CandidatePhase phase, int index) =>
        Proposed(phase, index).Apply(new EvaluationRecorded(0, phase.Name, index, 0, 0.5, null, "device", 1));

    private static CandidatePhase Proposed(CandidatePhase phase, int index) =>
        phase.Apply(new CandidateProposed(0, phase.Name, index, $"a{index}", 1, 1, "", 0, IsPartial: true));
}

using Actors.Dispatch;
using Actors.Search.Reading;
using Actors.Search.Reading.Questions;
using Nas.Model;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Tests.Search.Reading.Questions;

public class WhyNotTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings() with { Constraint = new() { Madds = [800_000, 1_200_000] } };
    private static readonly SearchRig Rig = new SearchRig(Settings).RunToEnd();
    private static readonly ConstrainedSpace Space = new(TestSearches.Space, new CostRange(800_000, 1_200_000));

    [Fact]
    public void What_is_no_architecture_of_the_space_is_told_where_and_why()
    {
        var answer = Ask("0:k3e1|1:k3e1|2:k9e9/0:k3e1|1:k3e1|2:k3e1|3:k3e1");
        Assert.Equal("outside-space", answer.Answer);
        Assert.Contains("'k9e9' is not an operation of edge s1/2-3", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_costs_too_much_is_told_the_cost_the_range_and_the_nearest()
    {
        var large = Space.Space.Format(
            new ConstrainedSpace(Space.Space, new CostRange(Space.Space.MAdds.Max, Space.Space.MAdds.Max)).At(0)
        );
        var answer = Ask(large);
        Assert.Equal("outside-constraint", answer.Answer);
        Assert.StartsWith(
            "It does not meet the constraint: it has 2,544,912 MAdds, 1,344,912 too many for 800,000 to 1,200,000; outside that range the nearest",
            answer.Sentence,
            StringComparison.Ordinal
        );
        var (below, above) = Space.Nearest();
        Assert.Contains($"{below:N0} below and {above:N0} above", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_scored_is_compared_with_the_best()
    {
        var best = Rig.State.Candidates("search")!.Best!;
        Assert.Equal(("scored", best.Index), (Ask(best.Architecture).Answer, Ask(best.Architecture).Candidate));
        Assert.EndsWith("the best of all.", Ask(best.Architecture).Sentence, StringComparison.Ordinal);
        var other = SearchHistory
            .Of(() => Rig.Journal, verbose: false)
            .First(entry => entry is { Kind: "candidate", Phase: "search" } && entry.Index != best.Index);
        Assert.StartsWith(
            $"It is candidate {other.Index} of search, with a score of {other.Score:0.0000}, where candidate {best.Index} has",
            Ask(other.Architecture!).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_failed_or_is_open_says_so()
    {
        var rig = new SearchRig(Settings).RunTo("search");
        string Text(int index) => rig.State.Candidates("search")!.Open[index].Architecture;
        var (first, second) = (Text(0), Text(1));
        for (var token = 1; token < 4; token++)
            rig.Report(new TaskFailed(rig.Id, "search/0@0", TaskFailure.Error, "aborted", "device-1", token));

        Assert.Equal("It is candidate 0 of search, which failed (Error): aborted", WhyNot.Of(() => rig.Journal, null, first).Sentence);
        Assert.Equal("It is candidate 1 of search, whose result is still open.", WhyNot.Of(() => rig.Journal, null, second).Sentence);
    }

    [Fact]
    public void What_nobody_proposed_is_told_its_cost()
    {
        var known = SearchHistory.Of(() => Rig.Journal, verbose: false).Select(entry => entry.Architecture).ToHashSet();
        var never = Enumerable.Range(0, 100).Select(i => Space.Space.Format(Space.At(i))).First(text => !known.Contains(text));
        var answer = Ask(never);
        Assert.Equal(("never-proposed", Space.Space.MAdds.Of(Space.Space.Parse(never))), (answer.Answer, answer.Madds!.Value));
        Assert.EndsWith(
            $"it has {answer.Madds:N0} MAdds; the phase is over after 12 candidates.",
            answer.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_part_of_the_space_has_its_own_reason()
    {
        var whole = Space.Space.Format(Space.Space.Parse("0:k3e1|0:id+1:k3e1|2:k3e1/0:k3e1|1:k3e1|2:k3e1|3:k3e1"));
        Assert.Equal(
            "It is outside what chain-search explores: decision s1/0-2 may not be so there.",
            WhyNot.Of(() => Rig.Journal, "chain-search", whole).Sentence
        );
        Assert.Throws<UserException>(() => WhyNot.Of(() => Rig.Journal, "supernet", whole));
    }

    private static WhyNotAnswer Ask(string text) => WhyNot.Of(() => Rig.Journal, null, text);
}

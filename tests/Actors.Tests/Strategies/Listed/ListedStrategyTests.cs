using System.Collections.Immutable;
using Actors.Conformance;
using Actors.Search.Proposing;
using Actors.Strategies;
using Actors.Strategies.Listed;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies.Listed;

public class ListedStrategyTests
{
    private static readonly ConstrainedSpace Space = ConformanceSpaces.Small;

    private static readonly ImmutableArray<string> Texts =
    [
        .. Enumerable.Range(0, 4).Select(number => Space.Space.Format(Space.At(number))),
    ];

    [Fact]
    public void What_is_known_already_is_left_out_whatever_the_number_of_the_proposal()
    {
        var proposer = Of(Texts);
        // By another strategy, before this one took over.
        proposer.Recall(Texts[1], 0);
        proposer.Recall(Space.Space.Format(Space.At(9)), 0);

        Assert.Equal(
            [Texts[0], Texts[2], Texts[3]],
            Enumerable.Range(2, 3).Select(index => Assert.IsType<Proposed>(proposer.TryPropose(index)).Architecture)
        );
        Assert.IsType<NothingNew>(proposer.TryPropose(5));
    }

    [Fact]
    public void A_list_that_has_one_twice_is_a_fault_that_names_it() =>
        Assert.Equal(
            $"The strategy 'listed' failed: its options list the architecture {Texts[1]} twice.",
            Assert.IsType<StrategyFault>(Of([.. Texts, Texts[1]]).TryPropose(0)).Reason
        );

    private static Proposer Of(ImmutableArray<string> texts) =>
        new("listed", new ListedStrategy(new ListedOptions { Architectures = texts }), Space, 1, 0, window: 100);
}

using System.Collections.Immutable;
using Actors.Persistence;
using Actors.Search.State;
using Actors.Search.State.Events;

namespace Actors.Tests.Search.State;

public class EventFoldTests
{
    public static TheoryData<ISearchEvent, string> Unsound =>
        new()
        {
            { new SearchCompleted(long.MaxValue), "Event 3 (search-completed/1) does not follow from those before it: " },
            {
                new SearchStarted(1, "small", "{\"seed\": }", [], ImmutableSortedDictionary<string, string>.Empty),
                "Event 3 (search-started/1) has no settings that this version can read: "
            },
        };

    [Theory, MemberData(nameof(Unsound))]
    public void An_event_that_nobody_can_tell_of_is_damage_and_what_is_before_it_is_kept(ISearchEvent @event, string said)
    {
        var damage = Assert.Throws<DamagedJournalException>(() => EventFold.Next(SearchState.NotStarted, 3, @event));
        Assert.StartsWith(said, damage.Message, StringComparison.Ordinal);
        Assert.Equal(2, damage.Kept);
    }
}

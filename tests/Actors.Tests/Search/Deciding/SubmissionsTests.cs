using Actors.Search.Deciding;
using Actors.Tests.Dispatch;

namespace Actors.Tests.Search.Deciding;

public class SubmissionsTests
{
    private readonly Submissions _submissions = new();

    [Fact]
    public void A_failed_task_is_submitted_again_while_it_is_wanted()
    {
        var work = DispatchBookTests.Work("search/0@0");
        Assert.Equal([work], _submissions.Update([work]).Submit);
        Assert.Empty(_submissions.Update([work]).Submit);
        _submissions.Struck(work.Id);

        Assert.Empty(_submissions.Unaccepted);
        Assert.Equal([work], _submissions.Update([work]).Submit);
    }

    [Fact]
    public void A_failed_task_that_is_given_up_is_withdrawn_since_the_dispatcher_may_have_been_told_to_try_it_again()
    {
        _submissions.Update([DispatchBookTests.Work("search/0@0")]);
        _submissions.Struck("search/0@0");

        Assert.Equal(["search/0@0"], _submissions.Update([]).Withdraw);
        Assert.True(_submissions.IsEmpty);
    }

    [Fact]
    public void A_task_that_is_done_is_not_withdrawn()
    {
        _submissions.Update([DispatchBookTests.Work("search/0@0")]);
        _submissions.Reported("search/0@0");

        Assert.Empty(_submissions.Update([]).Withdraw);
    }

    [Fact]
    public void A_task_that_ended_and_starts_over_is_submitted_again_and_withdrawn_once_nobody_wants_it()
    {
        var work = DispatchBookTests.Work("samples/0");
        _submissions.Update([work]);
        _submissions.Reported(work.Id);
        _submissions.Struck(work.Id);

        Assert.Equal([work], _submissions.Update([work]).Submit);
        Assert.Equal([work.Id], _submissions.Update([]).Withdraw);
    }
}

using Actors.Devices;
using Actors.Dispatch;

namespace Actors.Tests.Devices;

public class ReportOutboxTests
{
    private readonly ReportOutbox _outbox = new();

    [Fact]
    public void Reports_are_under_way_one_at_a_time_in_order_until_each_is_accepted()
    {
        ITaskReport[] reports =
        [
            new SampleStored("s", "t", 0, 5, "a"),
            new CheckpointStored("s", "t", 5, "b"),
            new TrainingFinished("s", "t", "c", null, "d", 1),
        ];
        foreach (var report in reports)
            _outbox.Add(report);

        foreach (var report in reports)
        {
            Assert.Same(report, _outbox.First);
            Assert.True(_outbox.Accept(new ReportAccepted("s", "t", ReportKey.Of(report))));
        }
        Assert.Null(_outbox.First);
    }

    [Fact]
    public void An_acceptance_that_comes_early_twice_or_of_another_task_changes_nothing()
    {
        var first = new CheckpointStored("s", "t", 5, "a");
        var second = new CheckpointStored("s", "t", 10, "b");
        _outbox.Add(first);
        _outbox.Add(second);

        Assert.False(_outbox.Accept(new ReportAccepted("s", "t", ReportKey.Of(second))));
        Assert.False(_outbox.Accept(new ReportAccepted("s", "other", ReportKey.Of(first))));
        Assert.True(_outbox.Accept(new ReportAccepted("s", "t", ReportKey.Of(first))));
        Assert.False(_outbox.Accept(new ReportAccepted("s", "t", ReportKey.Of(first))));
        Assert.Same(second, _outbox.First);
    }
}

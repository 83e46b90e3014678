using Actors.Dispatch;

namespace Actors.Tests.Dispatch;

public class ReportKeyTests
{
    [Fact]
    public void Two_failures_of_one_task_have_two_keys_and_a_repeated_one_has_one()
    {
        var first = new TaskFailed("s", "t", TaskFailure.Error, "reason", "device", Token: 7);

        Assert.Equal(ReportKey.Of(first), ReportKey.Of(first with { }));
        Assert.NotEqual(ReportKey.Of(first), ReportKey.Of(first with { Token = 8 }));
    }

    [Fact]
    public void Reports_of_one_task_have_distinct_keys()
    {
        ITaskReport[] reports =
        [
            new CheckpointStored("s", "t", 5, "a"),
            new CheckpointStored("s", "t", 10, "b"),
            new SampleStored("s", "t", 5, 5, "c"),
            new SampleStored("s", "t", 6, 10, "d"),
            new TrainingFinished("s", "t", "e", null, "device", 1),
            new EvaluationFinished("s", "t", [new CandidateScore(0.5, 1)], "device", 1),
            new TaskFailed("s", "t", TaskFailure.Error, "", "device", 5),
        ];

        Assert.Equal(reports.Length, reports.Select(ReportKey.Of).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Progress_is_volatile_and_has_no_key() =>
        Assert.Throws<ArgumentException>(() => ReportKey.Of(new TaskProgressed("s", "t", 1, 2, 0.5, "device")));
}

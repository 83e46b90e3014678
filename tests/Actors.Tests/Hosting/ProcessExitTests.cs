using Actors.Dispatch;
using Actors.Hosting;

namespace Actors.Tests.Hosting;

public class ProcessExitTests
{
    [Theory]
    [InlineData(134, 0, TaskFailure.NativeCrash, false)]
    [InlineData(139, 0, TaskFailure.NativeCrash, false)]
    [InlineData(136, 0, TaskFailure.NativeCrash, false)]
    [InlineData(132, 0, TaskFailure.NativeCrash, false)]
    [InlineData(135, 0, TaskFailure.NativeCrash, false)]
    [InlineData(134, 1, TaskFailure.NativeCrash, false)]
    [InlineData(137, 0, TaskFailure.DeviceKilled, true)]
    [InlineData(137, 1, TaskFailure.OutOfMemory, false)]
    [InlineData(143, 0, TaskFailure.DeviceLost, true)]
    [InlineData(0, 0, TaskFailure.DeviceLost, false)]
    [InlineData(1, 0, TaskFailure.NativeCrash, false)]
    [InlineData(129, 0, TaskFailure.DeviceLost, false)]
    public void An_exit_status_says_what_became_of_the_task(int status, long kills, TaskFailure failure, bool fromOutside)
    {
        var exit = ProcessExit.Of(status, kills);
        Assert.Equal((failure, fromOutside), (exit.Failure, exit.FromOutside));
    }

    [Fact]
    public void The_kernel_s_count_of_out_of_memory_kills_is_read() =>
        Assert.Equal(3, OutOfMemoryKills.Parse(["nr_free_pages 5", "oom_kill 3", "oom_kill_other 9"]));
}

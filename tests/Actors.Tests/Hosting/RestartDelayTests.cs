using Actors.Hosting;

namespace Actors.Tests.Hosting;

public class RestartDelayTests
{
    private static readonly ProcessExit Crash = ProcessExit.Of(134, 0);
    private static readonly ProcessExit Killed = ProcessExit.Of(137, 0);

    [Fact]
    public void Each_crash_in_a_row_doubles_the_wait_up_to_half_a_minute()
    {
        var delay = RestartDelay.None;
        var waits = Enumerable.Range(0, 7).Select(_ => (delay = delay.After(Crash, TimeSpan.FromSeconds(5))).Wait.TotalSeconds);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public void A_minute_of_health_forgives_the_past()
    {
        var delay = new RestartDelay(6).After(Crash, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(1), delay.Wait);
    }

    [Fact]
    public void A_process_killed_from_outside_starts_again_at_once() =>
        Assert.Equal(TimeSpan.Zero, new RestartDelay(3).After(Killed, TimeSpan.Zero).Wait);
}

using Actors.Search.Reading;

namespace Actors.Tests.Search.Reading;

public class ProgressEstimatorTests
{
    private readonly ProgressEstimator _estimator = new();

    [Fact]
    public void A_steady_rate_gives_the_exact_rest()
    {
        Assert.Null(Observe(0, 0));
        Assert.Equal(TimeSpan.FromSeconds(90), Observe(10, 100));
        Assert.Equal(TimeSpan.FromSeconds(50), Observe(50, 500));
    }

    [Fact]
    public void Too_little_seen_gives_no_estimate()
    {
        Assert.Null(Observe(0, 100));
        Assert.Null(Observe(1, 101));
        Assert.Null(Observe(50, 100));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_while()
    {
        for (var second = 0; second <= 100; second += 10)
            Observe(second, second);
        for (var second = 110; second <= 400; second += 10)
            Observe(second, 100 + ((second - 100) / 10));
        // One unit in ten seconds by now, 870 to do; the fast beginning is forgotten.
        Assert.Equal(8700, Observe(400, 130)!.Value.TotalSeconds, 1e-6);
    }

    [Fact]
    public void A_phase_that_stands_still_takes_ever_longer()
    {
        Observe(0, 0);
        var before = Observe(10, 100)!.Value;
        Assert.True(Observe(60, 100) > before);
    }

    [Fact]
    public void One_that_stands_still_for_much_longer_than_it_ever_did_has_no_estimate()
    {
        for (var second = 0; second <= 100; second++)
            Observe(second, second);
        // Until then the rate is that of all the steps of the last while and the silence after them.
        Assert.Equal((100 + 360) * 9, Observe(460, 100)!.Value.TotalSeconds, 1e-6);
        Assert.Null(Observe(461, 100));
        Assert.Null(Observe(4000, 100));
    }

    [Fact]
    public void After_standing_still_only_what_follows_counts()
    {
        for (var second = 0; second <= 100; second++)
            Observe(second, second);
        Assert.Null(Observe(4000, 100));
        Assert.Null(Observe(4001, 101));
        Assert.Null(Observe(4002, 102));
        Assert.Equal(897.0 / 2 * 3, Observe(4004, 103)!.Value.TotalSeconds, 1e-6);
    }

    [Fact]
    public void Long_steps_are_no_silence()
    {
        // Nobody can tell the first from a phase that waits for a device.
        Observe(0, 0);
        Assert.Null(Observe(1000, 1));
        Assert.Equal(998_000, Observe(2000, 2)!.Value.TotalSeconds, 1e-6);
        Assert.Equal(4 * 998_000, Observe(5000, 2)!.Value.TotalSeconds, 1e-6);
        Assert.Null(Observe(5001, 2));
    }

    [Fact]
    public void Work_that_is_lost_is_no_silence_either()
    {
        for (var second = 0; second <= 100; second += 10)
            Observe(second, 10 * second);
        Observe(110, 0);
        Assert.Equal(TimeSpan.FromSeconds(90), Observe(120, 100));
    }

    [Fact]
    public void Work_that_is_lost_starts_the_estimate_anew()
    {
        Observe(0, 500);
        Observe(10, 600);
        Assert.Null(Observe(11, 400));
        Assert.Equal(TimeSpan.FromSeconds(10), Observe(21, 700));
    }

    [Fact]
    public void A_completed_phase_has_nothing_left() =>
        Assert.Equal(TimeSpan.Zero, _estimator.Observe(Phase(1000, PhaseStatus.Completed), TimeSpan.Zero));

    private TimeSpan? Observe(int second, long done) => _estimator.Observe(Phase(done, PhaseStatus.Running), TimeSpan.FromSeconds(second));

    private static PhaseView Phase(long done, PhaseStatus status) => new("supernet", status, done, 1000, "steps", null);
}

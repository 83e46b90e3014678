using Actors.Search.Reading;
using Actors.Search.State;
using Microsoft.Extensions.Time.Testing;
using Seed.Output;
using Seed.Progress;

namespace Seed.Tests.Progress;

public class PlainProgressTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Phase_changes_are_told_at_once_and_progress_now_and_then()
    {
        await using var display = new PlainProgress(new Terminal(_out, _error, Live: false, 100, _time));
        Show(display, Phase("supernet", PhaseStatus.Running, 0), Phase("search", PhaseStatus.Waiting, 0));
        for (var i = 1; i <= 40; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            Show(display, Phase("supernet", PhaseStatus.Running, i), Phase("search", PhaseStatus.Waiting, 0));
        }
        Show(display, Phase("supernet", PhaseStatus.Completed, 100), Phase("search", PhaseStatus.Running, 1));
        Assert.Equal(
            [
                "supernet: 0 of 100 steps (0 %)",
                "supernet: 20 of 100 steps (20 %), about 20 s left",
                "supernet: 40 of 100 steps (40 %), about 15 s left",
                "supernet: done, 100 steps",
                "search: 1 of 100 steps (1 %)",
            ],
            _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Empty(_out.ToString());
    }

    [Fact]
    public async Task A_phase_that_stands_still_has_no_time_left_to_tell()
    {
        await using var display = new PlainProgress(new Terminal(_out, _error, Live: false, 100, _time));
        foreach (var (second, done) in ((int, long)[])[(0, 0), (10, 10), (20, 20), (600, 20), (610, 21), (620, 22)])
        {
            _time.SetUtcNow(_time.Start.AddSeconds(second));
            Show(display, Phase("search", PhaseStatus.Running, done));
        }
        Assert.Equal(
            [
                "search: 20 of 100 steps (20 %), about 80 s left",
                "search: 20 of 100 steps (20 %)",
                "search: 21 of 100 steps (21 %)",
                "search: 22 of 100 steps (22 %), about 13 min left",
            ],
            _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[2..]
        );
    }

    private static void Show(PlainProgress display, params PhaseView[] phases) =>
        display.Show(new SearchProgress("s", SearchStatus.Running, [.. phases], null));

    private static PhaseView Phase(string name, PhaseStatus status, long done) => new(name, status, done, 100, "steps", null);
}

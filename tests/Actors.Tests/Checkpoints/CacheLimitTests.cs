using Actors.Checkpoints;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace Actors.Tests.Checkpoints;

public sealed class CacheLimitTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Those_used_longest_ago_go_until_the_rest_fits() =>
        Assert.Equal(["old", "older"], Evicted(limit: 25, ("new", 10, 3), ("older", 10, 1), ("old", 10, 0), ("newer", 10, 5)));

    [Fact]
    public void Nothing_goes_as_long_as_all_fits() => Assert.Empty(Evicted(limit: 20, ("a", 10, 0), ("b", 10, 1)));

    [Fact]
    public void What_may_be_in_use_stays_even_if_the_limit_is_exceeded() =>
        Assert.Equal(["a"], Evicted(limit: 0, ("a", 10, 0), ("b", 10, 60)));

    [Fact]
    public void A_copy_that_was_touched_outlives_one_that_was_not()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(-1));
        var (touched, other) = (Copy('a'), Copy('b'));
        var limit = new CacheLimit(_folder.Path, Bytes: 1, time);
        time.Advance(TimeSpan.FromDays(2));
        limit.Touch(touched);
        limit.Keep();

        Assert.True(File.Exists(touched));
        Assert.False(File.Exists(other));
    }

    private string Copy(char letter)
    {
        var path = _folder.File(new string(letter, 64));
        File.WriteAllText(path, "1");
        return path;
    }

    private static IEnumerable<string> Evicted(long limit, params (string Path, long Bytes, int Minute)[] files) =>
        CacheLimit
            .ToEvict(files.Select(file => new CachedFile(file.Path, file.Bytes, Noon.AddMinutes(file.Minute))), limit, Noon.AddMinutes(30))
            .Select(file => file.Path);
}

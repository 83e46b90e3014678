using Actors.Strategies;

namespace Actors.Tests.Strategies;

public class KnownArchitecturesTests
{
    [Fact]
    public void Each_is_known_from_when_it_was_added_and_no_other_is()
    {
        var known = new KnownArchitectures();
        for (var i = 0; i < 50_000; i++)
        {
            Assert.False(known.Contains($"architecture {i}"));
            Assert.True(known.Add($"architecture {i}"));
            Assert.False(known.Add($"architecture {i}"));
        }
        Assert.Equal(50_000, known.Count);
        Assert.All(Enumerable.Range(0, 50_000), i => Assert.True(known.Contains($"architecture {i}")));
        Assert.DoesNotContain(Enumerable.Range(50_000, 50_000), i => known.Contains($"architecture {i}"));
    }

    [Fact]
    public void Another_knows_the_same_from_eight_bytes_each()
    {
        var known = new KnownArchitectures();
        for (var i = 0; i < 1000; i++)
            known.Add($"architecture {i}");
        var bytes = known.ToBytes();
        Assert.Equal(8000, bytes.Length);

        var other = new KnownArchitectures();
        other.Add("architecture 7");
        other.Add(bytes);
        Assert.Equal(1000, other.Count);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(other.Contains($"architecture {i}")));
        Assert.Empty(new KnownArchitectures().ToBytes());
    }
}

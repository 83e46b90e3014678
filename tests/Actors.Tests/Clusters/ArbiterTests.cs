using Actors.Clusters;
using Testing;

namespace Actors.Tests.Clusters;

/// <summary>The journal's database says who goes on after a partition.</summary>
[Trait("Kind", "Process")]
public sealed class ArbiterTests
{
    [Fact]
    public async Task The_first_side_that_asks_goes_on_the_other_never_does_and_a_node_that_starts_again_is_another()
    {
        await using var server = await PostgresServer.StartAsync();
        Task<GoOn> Ask(string[] control, params string[] gone) => ArbiterActor.DecideAsync(server.Connection, control, gone);

        var both = await Task.WhenAll(Ask(["a#1"], "b#1"), Ask(["b#1"], "a#1"));
        Assert.Single(both, answer => answer.Yes);
        var (winner, loser) = both[0].Yes ? ("a", "b") : ("b", "a");

        Assert.False((await Ask([$"{loser}#1"], $"{winner}#1")).Yes);
        Assert.True((await Ask([$"{winner}#1"], $"{loser}#1")).Yes);
        // The loser has started again and joined; now the winner dies.
        Assert.True((await Ask([$"{loser}#2"], $"{winner}#1")).Yes);
        Assert.False((await Ask([$"{winner}#1"], $"{loser}#2")).Yes);
        Assert.True((await Ask([$"{loser}#2", "c#1"], "gpu#1")).Yes);
    }
}

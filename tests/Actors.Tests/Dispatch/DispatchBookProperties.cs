using Actors.Dispatch;
using CsCheck;

namespace Actors.Tests.Dispatch;

public class DispatchBookProperties
{
    private const int Iterations = 3000;

    private static readonly Gen<(Deed Deed, int Task, int Device, bool Lost)[]> Deeds =
        Gen.Select(Gen.Enum<Deed>(), Gen.Int[0, 5], Gen.Int[0, 2], Gen.Bool).Array[0, 80];

    [Fact]
    public void No_task_is_ever_leased_to_two_living_devices_and_tokens_only_increase() =>
        Deeds.Sample(deeds =>
        {
            var world = new DispatchWorld();
            foreach (var (deed, task, device, _) in deeds)
            {
                // Nothing is lost, nobody is silent for long, and a device that is given up is really dead.
                for (var i = 0; deed is Deed.PassTime && i < 3; i++) world.Do(Deed.Heartbeat, task, i, messageLost: false);
                world.Do(deed is Deed.GiveUpDevice ? Deed.KillDevice : deed, task, device, messageLost: false);
                Assert.False(world.SharedLease, "two living devices work on one task");
                Assert.True(world.TokensIncrease, "a lease got a token that is not greater than all before");
            }
        }, iter: Iterations);

    [Fact]
    public void No_task_is_lost_whatever_dies_returns_or_never_arrives() =>
        Deeds.Sample(deeds =>
        {
            var world = new DispatchWorld();
            foreach (var (deed, task, device, lost) in deeds) world.Do(deed, task, device, lost);

            world.LiveInPeace();

            Assert.Empty(world.Unfinished);
            Assert.Equal(0, world.Book.Waiting);
            Assert.All(world.Book.Devices, d => Assert.Null(d.Lease));
            Assert.True(world.TokensIncrease);
        }, iter: Iterations);
}

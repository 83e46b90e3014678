using Actors.Dispatch;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

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

    [Fact]
    public void The_device_that_is_free_for_longest_is_served_first() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10]).Array[0, 100].Sample(deeds =>
        {
            var book = new DispatchBook(new FakeTimeProvider(), new DispatchLimits());
            List<string> free = [];
            List<(string Device, Lease Lease)> busy = [];
            var number = 0;
            foreach (var (deed, which) in deeds)
            {
                var effects = (deed, free.Count, busy.Count) switch
                {
                    (0, _, _) => Join($"host:{++number}:0"),
                    (1, _, > 0) => End(which % busy.Count),
                    (2, > 0, _) => Lose(which % free.Count),
                    _ => book.Submit("search", DispatchBookTests.Work($"task{++number}")),
                };
                foreach (var effect in effects.OfType<ToDevice>())
                {
                    Assert.Equal(free[0], effect.Device);
                    free.RemoveAt(0);
                    busy.Add((effect.Device, ((AssignTask)effect.Message).Lease));
                }
            }

            IEnumerable<DispatchEffect> Join(string device)
            {
                free.Add(device);
                return book.Heartbeat(new DeviceHere(device, "cpu", null));
            }

            IEnumerable<DispatchEffect> End(int index)
            {
                var (device, lease) = busy[index];
                busy.RemoveAt(index);
                free.Add(device);
                return book.Ended(new LeaseEnded(device, lease, Finished: true));
            }

            IEnumerable<DispatchEffect> Lose(int index)
            {
                var device = free[index];
                free.RemoveAt(index);
                return book.Lost(device, TaskFailure.DeviceLost, "killed");
            }
        }, iter: 300);
}

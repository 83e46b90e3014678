using System.Collections.Immutable;
using Actors.Dispatch;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Dispatch;

public class DispatchBookProperties
{
    private const int Iterations = 3000;

    private static readonly Gen<(Deed Deed, int Task, int Device, bool Lost)[]> Deeds = Gen.Select(
        Gen.Enum<Deed>(),
        Gen.Int[0, 5],
        Gen.Int[0, 2],
        Gen.Bool
    ).Array[0, 80];

    [Fact]
    public void No_task_is_ever_leased_to_two_living_devices_and_tokens_only_increase() =>
        Deeds.Sample(
            deeds =>
            {
                var world = new DispatchWorld();
                foreach (var (deed, task, device, _) in deeds)
                {
                    // Nothing is lost, nobody is silent for long, and a device that is given up is really dead.
                    for (var i = 0; deed is Deed.PassTime && i < 3; i++)
                        world.Do(Deed.Heartbeat, task, i, messageLost: false);
                    world.Do(deed is Deed.GiveUpDevice ? Deed.KillDevice : deed, task, device, messageLost: false);
                    Assert.False(world.SharedLease, "two living devices work on one task");
                    Assert.True(world.TokensIncrease, "a lease got a token that is not greater than all before");
                }
            },
            iter: Iterations
        );

    [Fact]
    public void No_task_is_lost_whatever_dies_returns_or_never_arrives() =>
        Deeds.Sample(
            deeds =>
            {
                var world = new DispatchWorld();
                foreach (var (deed, task, device, lost) in deeds)
                    world.Do(deed, task, device, lost);

                world.LiveInPeace();

                Assert.Empty(world.Unfinished);
                Assert.Equal(0, world.Book.Waiting);
                Assert.All(world.Book.Devices, d => Assert.Null(d.Lease));
                Assert.True(world.TokensIncrease);
            },
            iter: Iterations
        );

    /// <summary>Leases that nobody gave, twice the same, of other devices: whatever is said, the book goes on.</summary>
    [Fact]
    public void No_lie_of_a_device_breaks_the_book() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 5])
            .Array[0, 60]
            .Sample(
                deeds =>
                {
                    var time = new FakeTimeProvider();
                    var book = new DispatchBook(time, new DispatchLimits());
                    var first = (book.Incarnation << 20) + 1;
                    foreach (var (deed, who, which, token) in deeds)
                    {
                        var (device, task) = (who == 3 ? "nameless" : $"host:{who}:0", $"task{which}");
                        var lease = new Lease(which % 2 == 0 ? "even" : "odd", task, token == 5 ? long.MaxValue : first + token);
                        _ = deed switch
                        {
                            0 => book.Heartbeat(new DeviceHere(device, "cpu", null, "node")),
                            1 => book.Heartbeat(new DeviceHere(device, "cpu", lease, "node")),
                            2 => book.Ended(new LeaseEnded(device, lease, token % 2 == 0, (TaskFailure)token, "no")),
                            3 => book.GaveUp(new DeviceGivesUp(device, TaskFailure.DeviceFault, "no")),
                            4 => book.ProcessExited(new DeviceProcessExited(device, TaskFailure.NativeCrash, "no")),
                            5 => book.Submit(lease.SearchId, DispatchBookTests.Work(task)),
                            6 => token % 2 == 0 ? book.Withdraw(lease.SearchId, task) : book.Suspend(lease.SearchId),
                            7 => book.Close(new NodeClosed("node", token % 2 == 0)),
                            _ => Pass(time, book),
                        };
                    }
                    Assert.Equal(book.Devices.Count(), book.Describe(100).Devices.Length);
                },
                iter: Iterations
            );

    private static ImmutableArray<DispatchEffect> Pass(FakeTimeProvider time, DispatchBook book)
    {
        time.Advance(TimeSpan.FromSeconds(4));
        return book.Tick();
    }

    [Fact]
    public void The_device_that_is_free_for_longest_is_served_first() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10])
            .Array[0, 100]
            .Sample(
                deeds =>
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
                },
                iter: 300
            );
}

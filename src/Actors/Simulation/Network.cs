namespace Actors.Simulation;

/// <summary>
/// Carries messages between processes: late, twice or never. What one process sends another arrives in the order of sending, as Akka has
/// it: a message that is late holds up those behind it.
/// </summary>
internal sealed class Network(VirtualTime time, RandomDraws draws, ClusterTimes times)
{
    private static readonly TimeSpan WithinProcess = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    public FaultRates Faults { get; set; } = FaultRates.None;

    /// <summary>Messages that are under way.</summary>
    public int UnderWay { get; private set; }

    public long Carried { get; private set; }

    public long Lost { get; private set; }

    public long Repeated { get; private set; }

    public long Delayed { get; private set; }

    /// <summary>A hash of all that arrived, in order: equal for equal simulations.</summary>
    public ulong Fingerprint { get; private set; }

    public void Send(SimulatedProcess from, SimulatedProcess to, object message, Action arrive)
    {
        if (!from.IsAlive)
            return;
        if (ReferenceEquals(from, to))
        {
            Carry(from, to, WithinProcess, message, arrive);
            return;
        }
        if (draws.Happens(Faults.Loss))
        {
            Lost++;
            return;
        }
        Carry(from, to, Latency(), message, arrive);
        if (!draws.Happens(Faults.Repeat))
            return;
        Repeated++;
        Carry(from, to, Latency(), message, arrive);
    }

    private TimeSpan Latency()
    {
        var latency = times.Latency / 2 + draws.Exponential(times.Latency / 2);
        if (!draws.Happens(Faults.Delay))
            return latency;
        Delayed++;
        return latency + draws.Between(TimeSpan.Zero, LongestDelay);
    }

    private void Carry(SimulatedProcess from, SimulatedProcess to, TimeSpan latency, object message, Action arrive)
    {
        UnderWay++;
        Carried++;
        var arrival = time.Now + latency;
        if (from.LastArrival.TryGetValue(to, out var last) && last > arrival)
            arrival = last;
        from.LastArrival[to] = arrival;
        time.After(
            arrival - time.Now,
            () =>
            {
                UnderWay--;
                // What a process sent before it died arrives all the same.
                if (!to.IsAlive || from.Side != to.Side)
                    return;
                Fingerprint = Hash.Of(Fingerprint ^ (ulong)time.Now.Ticks, from.Mark ^ (to.Mark * 3) ^ Hash.Of(message.GetType().Name));
                arrive();
            }
        );
    }
}

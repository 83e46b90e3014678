using System.Collections.Immutable;
using Actors.Dispatch;
using Actors.Search.State.Events;
using ProtoBuf;

namespace Actors.Search.State;

/// <summary>Tries that failed.</summary>
/// <param name="HeldAt">Number of tries that are held against the task, by the place of the device.</param>
/// <param name="Alone">A set that it was part of failed: nobody knows by whose fault, so that it is tried alone from now on.</param>
/// <param name="Tokens">Leases whose failure was taken note of, newest last: a report is repeated until it is accepted.</param>
/// <param name="FailedOn">Places where it failed, the last ones, forgiven or not: it goes elsewhere first.</param>
/// <param name="Kills">
/// Number of times that the process under it was killed since it last got on. Not held against it, unless it is the evaluator that kills.
/// </param>
[ProtoContract(SkipConstructor = true)]
public sealed record AttemptCount(
    [property: ProtoMember(1)] ImmutableSortedDictionary<string, int> HeldAt,
    [property: ProtoMember(2)] bool Alone,
    [property: ProtoMember(3)] ImmutableArray<long> Tokens,
    [property: ProtoMember(4)] ImmutableArray<string> FailedOn,
    [property: ProtoMember(5)] int Kills = 0
)
{
    public static readonly AttemptCount None = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), false, [], []);

    private const int TokensKept = 16,
        PlacesKept = 8;

    public int Held => HeldAt.Values.Sum();

    public bool Knows(long token) => token != 0 && Tokens.Contains(token);

    /// <param name="inSet">It was not tried alone: the failure is held against no single one.</param>
    public AttemptCount Add(AttemptFailed failed, bool inSet)
    {
        var tokens = failed.Token == 0 ? Tokens : [.. Tokens.TakeLast(TokensKept - 1), failed.Token];
        if (!failed.Failure.IsHeld())
            return this with { Tokens = tokens, Kills = Kills + (failed.Failure == TaskFailure.DeviceKilled ? 1 : 0) };
        return new(
            inSet ? HeldAt : HeldAt.SetItem(failed.Where, HeldAt.GetValueOrDefault(failed.Where) + 1),
            Alone || inSet,
            tokens,
            [.. FailedOn.Where(place => place != failed.Where).TakeLast(PlacesKept - 1), failed.Where],
            Kills
        );
    }

    /// <summary>The device there was to blame. It is still avoided.</summary>
    public AttemptCount Forgive(string place) => this with { HeldAt = HeldAt.Remove(place) };

    /// <summary>The count after it has got beyond where it failed.</summary>
    public AttemptCount Cleared() => this with { HeldAt = None.HeldAt, FailedOn = [], Kills = 0 };
}

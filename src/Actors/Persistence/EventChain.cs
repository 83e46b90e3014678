using System.Runtime.Serialization;
using System.Security.Cryptography;
using Actors.Archive;
using Actors.Serialization;

namespace Actors.Persistence;

/// <summary>
/// The checksums of one persistent actor's events: each is over the event, its number, whose it is, and the checksum of the event before.
/// What was altered, taken out, added or put elsewhere is found by whoever reads on. Against bad disks and careless hands: there is no key
/// in it that would stop a forger.
/// Events from before there were checksums are read as they are; the first with one begins the chain, and none without may follow.
/// </summary>
/// <param name="id">Persistence id.</param>
/// <param name="known">Events that are known from elsewhere to have been written.</param>
public sealed class EventChain(string id, params IEnumerable<JournalPoint?> known)
{
    private const int SealBytes = 16;

    private readonly JournalPoint[] _known = [.. known.OfType<JournalPoint>()];

    /// <summary>
    /// The next event's checksum follows one of these: of a damaged event, both its own and that of what is there. None: it is not known
    /// which.
    /// </summary>
    private byte[][] _before =
    [
        [],
    ];

    /// <summary>Number of the last event, from 1.</summary>
    public long Last { get; private set; }

    /// <summary>Checksum of the last event; empty: it has none.</summary>
    public byte[] Seal { get; private set; } = [];

    /// <summary>Events before the first with a checksum.</summary>
    public long Unsealed { get; private set; }

    private bool HasBegun => Seal.Length > 0;

    /// <summary>Reading begins behind an event.</summary>
    public void Restore(JournalPoint last) => (Last, Seal, _before) = (last.Sequence, last.Seal, [last.Seal]);

    /// <summary>Reading begins with an event that others are before: what it follows is not known.</summary>
    public void BeginWith(long sequence) => (Last, _before) = (sequence - 1, []);

    /// <summary>The next event, as the journal is to have it.</summary>
    public Sealed Add(IWireMessage @event)
    {
        var (manifest, content) = (WireTypes.ManifestOf(@event), WireTypes.Write(@event));
        Restore(new JournalPoint(Last + 1, SealOf(Seal, Last + 1, manifest, content)));
        return new Sealed(manifest, content, Seal);
    }

    /// <summary>The next event, as it was written.</summary>
    /// <exception cref="DamagedJournalException">Another one was written there.</exception>
    /// <exception cref="SerializationException">The content is nothing that this version knows.</exception>
    public object Read(long sequence, object stored)
    {
        var kept = Last;
        if (Follow(sequence, stored) is not { } problem)
            return Content(stored);
        // Those before it, from which it follows, may be another journal's as well.
        throw new DamagedJournalException(problem == Unknown() ? 0 : kept, problem);
    }

    /// <summary>
    /// Goes on to the next event. Null: it is what was written there; else what is wrong, and those behind it are judged by what is there.
    /// </summary>
    public string? Follow(long sequence, object stored)
    {
        var (missing, begun, before) = (Missing(sequence), HasBegun, _before);
        Last = sequence;
        if (stored is not Sealed @event)
        {
            (Seal, _before) = (
                begun ? Seal : [],
                begun
                    ? []
                    :
                    [
                        [],
                    ]
            );
            if (!begun)
                Unsealed++;
            return missing ?? (begun ? $"Event {sequence} has no checksum, and events before it have." : Unknown());
        }
        var seal = @event.Seal ?? [];
        if (missing is not null)
            before = [];
        byte[][] computed = [.. before.Select(last => SealOf(last, sequence, @event.Manifest, @event.Content))];
        var isSound = before.Length == 0 || computed.Any(one => seal.AsSpan().SequenceEqual(one));
        (Seal, _before) = (seal, isSound ? [seal] : [seal, .. computed]);
        return missing ?? (isSound ? Unknown() : $"Event {sequence} is damaged: its checksum is not that of what is there.");
    }

    /// <summary>Goes on past an event that cannot be read at all.</summary>
    public string? Skip(long sequence)
    {
        var missing = Missing(sequence);
        (Last, _before) = (sequence, []);
        return missing;
    }

    /// <summary>A sentence on what is wrong with the end, once all events have been read; null: nothing that can be known.</summary>
    /// <param name="highest">Number of the last event that there was ever one of, as the database says; 0: it does not.</param>
    public string? ProblemAtEnd(long highest = 0)
    {
        var last = Math.Max(highest, _known.Select(point => point.Sequence).DefaultIfEmpty().Max());
        return last <= Last
            ? null
            : $"{Events(Last + 1, last)} missing: {(Last == 0 ? "none is there" : $"event {Last} is the last that is there")}, and event {last} had been written.";
    }

    /// <exception cref="DamagedJournalException">Events are missing.</exception>
    public void RequireEnd(long highest = 0)
    {
        if (ProblemAtEnd(highest) is { } problem)
            throw new DamagedJournalException(Last, problem);
    }

    /// <param name="follows">The event that it follows.</param>
    public Sealed AddSnapshot(IWireMessage snapshot, JournalPoint follows)
    {
        var (manifest, content) = (WireTypes.ManifestOf(snapshot), WireTypes.Write(snapshot));
        return new Sealed(manifest, content, SealOf(follows.Seal, follows.Sequence, manifest, content), follows.Seal);
    }

    /// <summary>The event that a stored snapshot follows; null: it is not as it was written, or from before there were checksums.</summary>
    public JournalPoint? Followed(long sequence, object snapshot) =>
        snapshot is Sealed { After: { } after, Seal: { } seal } stored
        && seal.AsSpan().SequenceEqual(SealOf(after, sequence, stored.Manifest, stored.Content))
            ? new JournalPoint(sequence, after)
            : null;

    /// <summary>The stored content, unchecked.</summary>
    /// <exception cref="SerializationException">The content is nothing that this version knows.</exception>
    public static object Content(object stored) =>
        stored is Sealed content ? WireTypes.Read(content.Manifest ?? "", content.Content) : stored;

    private string? Missing(long sequence) =>
        sequence == Last + 1 ? null
        : sequence <= Last ? $"Event {sequence} comes after event {Last}."
        : $"{Events(Last + 1, sequence - 1)} missing.";

    private string? Unknown() =>
        Array.Exists(_known, point => point.Sequence == Last && !point.Seal.AsSpan().SequenceEqual(Seal))
            ? $"Event {Last} is another one than had been written, or one before it is."
            : null;

    private static string Events(long first, long last) => first == last ? $"Event {first} is" : $"Events {first} to {last} are";

    private byte[] SealOf(byte[] before, long sequence, string? manifest, byte[]? content)
    {
        using var bytes = new MemoryStream((content?.Length ?? 0) + 128);
        using var writer = new BinaryWriter(bytes);
        writer.Write(before.Length);
        writer.Write(before);
        writer.Write(id);
        writer.Write(sequence);
        writer.Write(manifest ?? "");
        writer.Write(content ?? []);
        return SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))[..SealBytes];
    }
}

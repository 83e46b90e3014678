using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Akka.Actor;
using Nas.Model;
using Testing;

namespace Seed.Tests.Fuzz;

/// <summary>
/// Journals of which an event or a snapshot is damaged: read as recovery and as the reader read them. Each case is the journal, the number,
/// the manifest, a line end, and bytes.
/// </summary>
internal static class JournalTargets
{
    public const string Search = "small";

    private const int HeaderBytes = 3;

    private static readonly string Id = SearchReader.IdOf(Search);
    private static readonly string Golden = Path.Combine(TestData.Repository, "tests", "Golden");
    private static readonly Lazy<ActorSystem> System = new(() => ActorSystem.Create("fuzz"));

    private static readonly Lazy<Journal[]> Recorded = new(() =>
        [.. Directory.GetFiles(Golden, "journal-*.txt").Order(StringComparer.Ordinal).Select(path => new Journal(Rows(path)))]
    );
    private static readonly Lazy<Journal[]> Chained = new(() => [.. Recorded.Value.Select(recorded => new Journal(Sealed(recorded.Rows)))]);
    private static readonly Lazy<Journal[]> Shortened = new(() =>
        [.. Recorded.Value.Select(recorded => new Journal(Sealed(recorded.Rows)))]
    );

    public static IEnumerable<FuzzTarget> All =>
        [
            new("recorded events", Samples(Recorded.Value), bytes => Put(Recorded.Value, bytes).AsIs()) { IsSentence = IsRefusal },
            new("sealed events", Samples(Chained.Value), bytes => Put(Chained.Value, bytes).AsWritten()) { IsSentence = IsRefusal },
            new("snapshots", Snapshots(), bytes => WithSnapshot(Shortened.Value, bytes).AsWritten()),
        ];

    /// <summary>Events as the newest version of the journal has them.</summary>
    public static IEnumerable<ISearchEvent> Events => Recorded.Value[^2].Rows.Select(row => row.Read());

    private static bool IsRefusal(Exception exception) => exception is UserException or SerializationException;

    private static JournalRow[] Rows(string path) =>
        [
            .. File.ReadLines(path)
                .Select(line => line.Split(' '))
                .Select((line, index) => new JournalRow(index + 1, line[0], WireSerializer.Id, Convert.FromBase64String(line[1]))),
        ];

    private static JournalRow[] Sealed(IEnumerable<JournalRow> rows)
    {
        var chain = new EventChain(Id);
        return [.. rows.Select(row => Stored(row.Sequence, chain.Add(row.Read())))];
    }

    private static JournalRow Stored(long sequence, Sealed stored) =>
        new(sequence, WireTypes.ManifestOf(stored), WireSerializer.Id, WireTypes.Write(stored));

    private static byte[][] Samples(Journal[] journals) =>
        [.. journals.SelectMany((journal, index) => journal.Rows.Select(row => Sample(index, row)))];

    private static byte[] Sample(int journal, JournalRow row)
    {
        var header = new byte[HeaderBytes];
        header[0] = (byte)journal;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(1), (ushort)row.Sequence);
        return [.. header, .. Encoding.UTF8.GetBytes(row.Manifest), (byte)'\n', .. row.Bytes.Span];
    }

    /// <summary>The snapshots of the journals that have any, as they were recorded.</summary>
    private static byte[][] Snapshots() =>
        [.. Recorded.Value.SelectMany((journal, index) => journal.Snapshots.Select(row => Sample(index, row)))];

    private static Journal Put(Journal[] journals, byte[] bytes)
    {
        var (journal, row) = Row(journals, bytes);
        journal.Put(row);
        return journal;
    }

    private static Journal WithSnapshot(Journal[] journals, byte[] bytes)
    {
        var (journal, row) = Row(journals, bytes);
        journal.PutSnapshot(row);
        return journal;
    }

    /// <summary>A header that is damaged is that of some other row.</summary>
    private static (Journal Journal, JournalRow Row) Row(Journal[] journals, byte[] bytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        bytes.AsSpan(0, Math.Min(HeaderBytes, bytes.Length)).CopyTo(header);
        var journal = journals[header[0] % journals.Length];
        var sequence = 1 + ((BinaryPrimitives.ReadUInt16LittleEndian(header[1..]) + journal.Rows.Length - 1) % journal.Rows.Length);
        var rest = bytes.AsSpan(Math.Min(HeaderBytes, bytes.Length));
        var end = rest.IndexOf((byte)'\n');
        return (
            journal,
            new JournalRow(sequence, end < 0 ? "" : Encoding.UTF8.GetString(rest[..end]), WireSerializer.Id, rest[(end + 1)..].ToArray())
        );
    }

    private sealed class Journal
    {
        private readonly MemoryJournal _memory;
        private readonly (string History, string View) _undisturbed;
        private JournalRow? _put;

        public Journal(JournalRow[] rows)
        {
            (Rows, _memory) = (rows, new MemoryJournal(Id, rows));
            _undisturbed = (History(), View());
        }

        public JournalRow[] Rows { get; }

        /// <summary>After each tenth event.</summary>
        public IEnumerable<JournalRow> Snapshots
        {
            get
            {
                var (chain, state) = (new EventChain(Id), SearchState.NotStarted);
                foreach (var row in Rows)
                {
                    state = state.Apply(row.Read());
                    _ = chain.Add(row.Read());
                    if (row.Sequence % 10 == 0)
                        yield return Stored(
                            row.Sequence,
                            chain.AddSnapshot(
                                new Actors.Search.State.Snapshots.SearchSnapshot(state, [], []),
                                new JournalPoint(chain.Last, chain.Seal)
                            )
                        );
                }
            }
        }

        public void Put(JournalRow row)
        {
            if (_put is not null)
                _memory.Put(Rows[_put.Sequence - 1]);
            _memory.Put(_put = row);
        }

        public void PutSnapshot(JournalRow row) => _memory.PutSnapshot(row);

        /// <summary>Everybody may read whatever is there, or be refused.</summary>
        public void AsIs() => Ask((_, _) => { });

        /// <summary>Nobody may read anything else than what was written.</summary>
        public void AsWritten() => Ask((expected, found) => Assert.Equal(expected, found));

        private void Ask(Action<string, string> compare)
        {
            var problems = new SearchReader(_memory, Search).Audit().Problems;
            Assert.All(problems, problem => Assert.False(string.IsNullOrWhiteSpace(problem)));
            List<Exception> refusals =
            [
                .. new[]
                {
                    Refusal(() => compare(_undisturbed.View, View())),
                    Refusal(() => compare(_undisturbed.History, History())),
                    Refusal(Recover),
                }.OfType<Exception>(),
            ];
            // Whoever finds nothing wrong refuses nothing either.
            if (refusals is [var first, ..])
                throw problems.IsEmpty ? new InvalidOperationException("refused, and nothing is wrong with it", first) : first;
        }

        private static Exception? Refusal(Action read)
        {
            try
            {
                read();
                return null;
            }
            catch (Exception exception) when (IsRefusal(exception))
            {
                return exception;
            }
        }

        private string View() => JsonSerializer.Serialize(new SearchReader(_memory, Search).ViewAsync().GetAwaiter().GetResult());

        private string History() => JsonSerializer.Serialize(SearchHistory.Of(new SearchReader(_memory, Search).Events, verbose: true));

        /// <summary>Recovers as a search's actor does.</summary>
        private void Recover()
        {
            using var events = new SealedEvents(Id, System.Value);
            var (serializer, state) = (new WireSerializer(null!), SearchState.NotStarted);
            foreach (var row in new EventReader(_memory, Id).Rows())
            {
                state = EventFold.Next(
                    state,
                    row.Sequence,
                    events.Read<ISearchEvent>(row.Sequence, serializer.FromBinary(row.Bytes.ToArray(), row.Manifest))
                );
            }
            events.RequireEnd(Rows.Length);
        }
    }
}

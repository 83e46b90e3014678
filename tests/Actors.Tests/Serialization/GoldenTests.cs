using System.Collections.Immutable;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Actors.Tests.Search;
using Testing;

namespace Actors.Tests.Serialization;

/// <summary>
/// The files that older versions wrote must be read for ever. tests/Golden holds the approved manifests and, for each version, its journal:
/// one event to a line, manifest and bytes (base64); and some snapshots of that journal, with the number of the event that each follows;
/// and a snapshot of each strategy at work. After a change on purpose, add a new journal file; never touch an old one.
/// </summary>
public class GoldenTests
{
    [Fact]
    public void Manifests_and_members_are_the_approved_ones()
    {
        Assert.Equal(File.ReadAllLines(Golden("manifests.txt")), Manifests());
    }

    [Fact]
    public void Every_kind_of_event_is_in_a_recorded_journal()
    {
        var manifests = Directory
            .GetFiles(Golden(""), "journal-*.txt")
            .SelectMany(path => Journal(Version(path)))
            .Select(WireTypes.ManifestOf)
            .ToHashSet();

        Assert.Empty(
            WireTypes.All.Where(entry => typeof(ISearchEvent).IsAssignableFrom(entry.Value)).Select(entry => entry.Key).Except(manifests)
        );
    }

    [Fact]
    public void Recorded_journals_of_every_version_are_read_and_tell_the_same_search()
    {
        var journals = Directory.GetFiles(Golden(""), "journal-*.txt");
        Assert.NotEmpty(journals);
        foreach (var path in journals)
        {
            var journal = Journal(Version(path)).ToImmutableArray();
            var history = HistoryText.Of(SearchHistory.Of(() => journal, verbose: true));
            Assert.Equal(File.ReadAllLines(Path.ChangeExtension(path, ".history")), history.Split('\n'));
        }
    }

    [Fact]
    public void Recorded_snapshots_of_every_version_are_read_and_say_what_the_events_of_its_journal_say()
    {
        string[] versions =
        [
            .. Directory
                .GetFiles(Golden(""), "snapshots-*.txt")
                .Select(path => Path.GetFileNameWithoutExtension(path)["snapshots-".Length..]),
        ];
        Assert.NotEmpty(versions);
        foreach (var version in versions)
        {
            var journal = Journal(version).ToArray();
            Assert.All(
                Snapshots(version),
                row =>
                    Assert.Equal(
                        Samples.Text(
                            journal.Take((int)row.Sequence).Aggregate(SearchState.NotStarted, (state, @event) => state.Apply(@event))
                        ),
                        Samples.Text(row.ReadSnapshot().State)
                    )
            );
        }
    }

    /// <summary>Snapshots of one version's journal.</summary>
    internal static IEnumerable<JournalRow> Snapshots(string version) =>
        File.ReadLines(Golden($"snapshots-{version}.txt"))
            .Select(line => line.Split(' '))
            .Select(line => new JournalRow(long.Parse(line[0]), line[1], WireSerializer.Id, Convert.FromBase64String(line[2])));

    internal static IEnumerable<JournalRow> Rows(string version) =>
        File.ReadLines(Golden($"journal-{version}.txt"))
            .Select(line => line.Split(' '))
            .Select((line, index) => new JournalRow(index + 1, line[0], WireSerializer.Id, Convert.FromBase64String(line[1])));

    /// <summary>Events of one version's journal, with their checksums checked, where it has any.</summary>
    internal static IEnumerable<ISearchEvent> Journal(string version)
    {
        var chain = new EventChain(SearchReader.IdOf("small"));
        foreach (var row in Rows(version))
            yield return (ISearchEvent)chain.Read(row.Sequence, row.Stored());
    }

    private static string Version(string journal) => Path.GetFileNameWithoutExtension(journal)["journal-".Length..];

    /// <summary>One line for each type: its manifest, and its members by number.</summary>
    internal static IEnumerable<string> Manifests() =>
        WireTypes.All.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {Members(entry.Value)}");

    internal static string Golden(string file) => Path.Combine(TestData.Repository, "tests", "Golden", file);

    private static string Members(Type type) =>
        string.Join(
            ' ',
            ProtoBuf
                .Meta.RuntimeTypeModel.Default.Add(type)
                .GetFields()
                .OrderBy(field => field.FieldNumber)
                .Select(field => $"{field.FieldNumber}:{field.Name}")
        );
}

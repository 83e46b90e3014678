using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Actors.Archive;
using Actors.Persistence;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Tests.Search;
using Actors.Tests.Serialization;
using Microsoft.Data.Sqlite;
using Nas.Model;
using Testing;

namespace Actors.Tests.Persistence;

/// <summary>
/// The files of a small finished search, of which a bit is turned or the end is cut: whoever asks, and whoever starts, is refused in a
/// sentence that names the journal, or gets what was there before. Here at places drawn by chance; with LANGEVIN_FLIPS=all at every byte
/// and every 512 bytes (tests/soak.sh flips), of the long write-ahead log at every 101st.
/// </summary>
[Trait("Length", "Long")]
public sealed class DamagedFilesTests(DamagedFilesTests.Files files) : IClassFixture<DamagedFilesTests.Files>
{
    private const int Sampled = 60;
    private const int Long = 1 << 20;

    private static readonly bool All = Environment.GetEnvironmentVariable("LANGEVIN_FLIPS") == "all";

    [Theory]
    [InlineData("journal.db", false)]
    [InlineData("snapshots.db", false)]
    [InlineData("journal.ends/search-small", false)]
    [InlineData("journal.db", true)]
    [InlineData("journal.db-wal", true)]
    public void A_turned_bit_is_refused_and_named_or_changes_nothing(string file, bool killed)
    {
        var (bytes, random) = (files.Of(killed)[file], new Random(12));
        var step = bytes.Length > Long ? 101 : 1;
        var places = All
            ? Enumerable.Range(0, bytes.Length / step).Select(place => place * step)
            : Enumerable.Range(0, Sampled).Select(_ => random.Next(bytes.Length));
        Tally(file, killed, places.Select(place => (At: place, Bytes: Turned(bytes, place))));
    }

    [Theory]
    [InlineData("journal.db", false)]
    [InlineData("snapshots.db", false)]
    [InlineData("journal.db", true)]
    [InlineData("journal.db-wal", true)]
    public void A_file_that_is_cut_is_refused_and_named_or_changes_nothing(string file, bool killed)
    {
        var (bytes, random) = (files.Of(killed)[file], new Random(13));
        var cuts = Enumerable.Range(0, bytes.Length / 512).Select(part => part * 512);
        Tally(file, killed, (All ? cuts : cuts.OrderBy(_ => random.Next()).Take(Sampled / 5)).Select(length => (length, bytes[..length])));
    }

    [Theory]
    [InlineData("journal.db", false, true)]
    [InlineData("journal.db", true, true)]
    [InlineData("journal.db-wal", true, true)]
    [InlineData("snapshots.db", false, false)]
    [InlineData("journal.ends/search-small", true, false)]
    public void A_file_that_is_gone_is_missed_where_it_held_what_nothing_else_holds(string file, bool killed, bool missed) =>
        Assert.Equal(missed, Outcome(files.Of(killed), file, null));

    private void Tally(string file, bool killed, IEnumerable<(int At, byte[] Bytes)> damages)
    {
        var (tried, refused) = (0, 0);
        foreach (var (at, bytes) in damages)
        {
            try
            {
                tried++;
                if (Outcome(files.Of(killed), file, bytes))
                    refused++;
            }
            catch (Exception cause)
            {
                throw new InvalidOperationException($"{file}, {(killed ? "killed" : "closed")}, at {at}: {cause.Message}", cause);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{file} ({(killed ? "killed" : "closed")}): {tried} of {files.Of(killed)[file].Length:N0} bytes tried, {refused} refused, the rest unchanged"
            )
        );
        Assert.NotEqual(0, tried);
    }

    /// <summary>Whether somebody was refused; fails where somebody got something else than was there.</summary>
    private bool Outcome(ImmutableDictionary<string, byte[]> all, string damaged, byte[]? bytes)
    {
        using var folder = new TempFolder();
        foreach (var (name, content) in bytes is null ? all.Remove(damaged) : all.SetItem(damaged, bytes))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllBytes(folder.File(name), content);
        }
        try
        {
            // A question; a start, which repairs what it can; what the search goes on from; and a question once more.
            var asked = Refused(folder.Path, () => Assert.Equal(files.History, History(folder.Path)));
            if (Refused(folder.Path, () => SearchPersistence.Prepare(folder.Path)))
                return true;
            return Refused(folder.Path, () => Assert.Equal(files.View, View(folder.Path)))
                | asked
                | Refused(folder.Path, () => Assert.Equal(files.History, History(folder.Path)));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
        }
    }

    private static bool Refused(string directory, Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (UserException refused)
        {
            Assert.Contains(SearchPersistence.PathOf(directory), refused.Message, StringComparison.Ordinal);
            return true;
        }
    }

    private static byte[] Turned(byte[] bytes, int place)
    {
        var turned = bytes.ToArray();
        // Another bit in each byte, the same in every run.
        turned[place] ^= (byte)(1 << (place * 5 % 8));
        return turned;
    }

    private static string View(string directory) => Samples.Text(SearchReader.In(directory).ViewAsync().GetAwaiter().GetResult());

    private static string History(string directory) => HistoryText.Of(SearchHistory.Of(SearchReader.In(directory).Events, verbose: true));

    /// <summary>
    /// Files of a search that ran to its end: as they are then, with write-ahead logs, and after the last process has closed them.
    /// </summary>
    public sealed class Files : IAsyncLifetime
    {
        private readonly ConcurrentDictionary<bool, ImmutableDictionary<string, byte[]>> _files = [];

        public string History { get; private set; } = "";

        public string View { get; private set; } = "";

        public ImmutableDictionary<string, byte[]> Of(bool killed) => _files[killed];

        public async ValueTask InitializeAsync()
        {
            using var folder = new TempFolder();
            await using var search = new SqliteSearch(folder.Path);
            SearchPersistence.Prepare(folder.Path);
            await search.RunAsync(progress => progress.Status == SearchStatus.Completed, snapshotEvery: 25);
            // As long as somebody has the journal open, its write-ahead log stays, as it does when everybody is killed.
            using (var open = new SqliteConnection($"Data Source={SearchPersistence.PathOf(folder.Path)};Pooling=False"))
            {
                open.Open();
                using var command = open.CreateCommand();
                command.CommandText = "SELECT count(*) FROM journal";
                command.ExecuteScalar();
                await search.StopAsync();
                SqliteConnection.ClearAllPools();
                (History, View) = (DamagedFilesTests.History(folder.Path), DamagedFilesTests.View(folder.Path));
                Assert.Equal(SqliteSearch.Undisturbed.History(), await search.HistoryAsync(verbose: false));
                _files[true] = Read(folder.Path);
            }
            _files[false] = Read(folder.Path);
            Assert.NotNull(SearchReader.In(folder.Path).Journal!.Snapshot());
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static ImmutableDictionary<string, byte[]> Read(string directory) =>
            Directory
                .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
                .ToImmutableDictionary(path => Path.GetRelativePath(directory, path).Replace('\\', '/'), Bytes);

        /// <summary>Bytes of a file that others have open.</summary>
        private static byte[] Bytes(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
    }
}

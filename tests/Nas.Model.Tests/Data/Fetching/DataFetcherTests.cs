using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Nas.Model.Data;
using Nas.Model.Data.Fetching;
using Nas.Model.Data.Sets;
using Testing;

namespace Nas.Model.Tests.Data.Fetching;

public sealed class DataFetcherTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LocalServer _server = new();
    private readonly HttpClient _client = new();
    private readonly DataPlaces _places;
    private RunProgram _run = (_, _, _, _) => throw new InvalidOperationException("no program is to be run");
    private bool _hasApt;

    public DataFetcherTests()
    {
        _places = new DataPlaces(_folder.File("data"), _folder.File("debian"));
        IdxWriter.WriteSet(_folder.File("published"), 50, 20);
        foreach (var path in Directory.GetFiles(_folder.File("published")))
            _server.Files[Path.GetFileName(path)] = File.ReadAllBytes(path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => _folder.File("data", "mnist");

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_set_is_downloaded_checked_and_put_in_place_with_progress()
    {
        var reports = new ConcurrentQueue<FetchProgress>();
        var result = await Fetcher().GetAsync("mnist", null, force: false, new Sink(reports), Cancellation);
        Assert.Equal(new FetchResult(Target, "127.0.0.1", WasThere: false), result);
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_places.Root));
        Assert.Equal(4, reports.Count(r => r.What.StartsWith("downloading", StringComparison.Ordinal) && r.Done == r.Total));
    }

    [Fact]
    public async Task A_set_that_is_there_is_left_alone_unless_forced()
    {
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        var requests = _server.Ranges.Count;
        var again = await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.True(again.WasThere);
        Assert.Equal(requests, _server.Ranges.Count);

        File.WriteAllText(Path.Combine(Target, "train-images-idx3-ubyte.gz"), "damaged");
        var forced = await Fetcher().GetAsync("mnist", null, force: true, null, Cancellation);
        Assert.False(forced.WasThere);
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_places.Root));
    }

    [Theory]
    [InlineData(
        "mnist",
        "which are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each as it is or with .gz, and with - or . before idx"
    )]
    [InlineData("cifar10", "there or in cifar-10-batches-bin: the binary version (the one for Python is pickles")]
    public async Task A_folder_that_lacks_files_is_told_which_are_looked_for(string name, string files)
    {
        File.WriteAllText(_folder.File("from", "data_batch_1"), "a pickle");
        var error = await Assert.ThrowsAsync<UserException>(() =>
            Fetcher().GetAsync(name, _folder.File("from"), force: false, null, Cancellation)
        );
        Assert.Contains(
            $"the folder {_folder.File("from")}: it does not have the files of {name}, which are ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(files, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_connection_is_gone_on_with_where_it_broke()
    {
        _server.BreakAfter.Enqueue(100);
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.Equal(["", "bytes=100-"], _server.Ranges.Take(2));
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
    }

    [Fact]
    public async Task A_download_given_up_is_gone_on_with_by_the_next_run()
    {
        foreach (var bytes in new[] { 100, 50, 25, 10 })
            _server.BreakAfter.Enqueue(bytes);
        var error = await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("mnist", null, force: false, null, Cancellation));
        Assert.Contains("The data set mnist could not be obtained (127.0.0.1: ", error.Message);
        Assert.False(Directory.Exists(Target));
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.Equal(["", "bytes=100-", "bytes=150-", "bytes=175-", "bytes=185-"], _server.Ranges.Take(5));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_places.Root));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_it_has()
    {
        using var cancellation = new CancellationTokenSource();
        _server.BreakAfter.Enqueue(100);
        var cancel = new Sink(null, _ => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Fetcher().GetAsync("mnist", null, force: false, cancel, cancellation.Token)
        );
        Assert.False(Directory.Exists(Target));
        var part = Assert.Single(Directory.GetFiles(_places.Root, "*.part", SearchOption.AllDirectories));
        Assert.InRange(new FileInfo(part).Length, 1, 100);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_again()
    {
        _server.IgnoreRanges = true;
        _server.BreakAfter.Enqueue(100);
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_and_a_missing_file_is_not()
    {
        _server.Refuse.Enqueue(HttpStatusCode.ServiceUnavailable);
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.Equal(5, _server.Ranges.Count);

        _server.Files.Clear();
        var error = await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("mnist", null, force: true, null, Cancellation));
        Assert.Contains("404", error.Message);
        Assert.Equal(6, _server.Ranges.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_places.Root));
    }

    [Fact]
    public async Task A_file_with_another_digest_is_refused_and_nothing_is_left_behind()
    {
        var fetcher = Fetcher();
        _server.Files["train-images-idx3-ubyte.gz"][200] ^= 1;
        var error = await Assert.ThrowsAsync<UserException>(() => fetcher.GetAsync("mnist", null, force: false, null, Cancellation));
        Assert.Matches("train-images-idx3-ubyte.gz has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_places.Root));
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task A_damaged_beginning_of_an_earlier_run_is_thrown_away()
    {
        Directory.CreateDirectory(_folder.File("data", ".mnist.partial", "downloads"));
        await File.WriteAllBytesAsync(
            _folder.File("data", ".mnist.partial", "downloads", "train-images-idx3-ubyte.gz.part"),
            new byte[77],
            Cancellation
        );
        await Fetcher().GetAsync("mnist", null, force: false, null, Cancellation);
        Assert.Equal(["bytes=77-", ""], _server.Ranges.Take(2));
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
    }

    [Fact]
    public async Task A_folder_of_the_users_is_copied_and_checked()
    {
        var result = await Fetcher().GetAsync("mnist", _folder.File("published"), force: false, null, Cancellation);
        Assert.Equal($"the folder {_folder.File("published")}", result.Source);
        Assert.Empty(_server.Ranges);
        Assert.Equal(4, Directory.GetFiles(Target).Length);

        File.WriteAllText(_folder.File("published", "t10k-labels-idx1-ubyte.gz"), "damaged");
        var error = await Assert.ThrowsAsync<UserException>(() =>
            Fetcher().GetAsync("mnist", _folder.File("published"), force: true, null, Cancellation)
        );
        Assert.Contains("t10k-labels-idx1-ubyte.gz", error.Message);
        Assert.Equal(50, Mnist.Set.Read(Target, "").Train.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_places.Root));
    }

    [Fact]
    public async Task Debians_package_is_unpacked_without_installing_it()
    {
        _hasApt = true;
        _run = (program, arguments, folder, _) =>
        {
            if (program == "apt-get")
            {
                Assert.Equal(["download", "dataset-fashion-mnist"], arguments);
                File.WriteAllText(Path.Combine(folder, "dataset-fashion-mnist_0_all.deb"), "package");
            }
            else
            {
                Assert.Equal(["-x", "dataset-fashion-mnist_0_all.deb", "unpacked"], arguments);
                IdxWriter.WriteSet(Path.Combine(folder, "unpacked", "usr", "share", "datasets", "fashion-mnist"), 30, 10);
            }
            return Task.FromResult((0, ""));
        };
        var result = await Fetcher().GetAsync("fashion-mnist", null, force: false, null, Cancellation);
        Assert.Equal("the Debian package dataset-fashion-mnist", result.Source);
        Assert.Equal(30, FashionMnist.Set.Read(result.Folder, "").Train.Count);
    }

    [Fact]
    public async Task A_system_without_package_lists_is_given_some_of_our_own()
    {
        _hasApt = true;
        var asked = new List<string>();
        _run = (program, arguments, folder, _) =>
        {
            asked.Add($"{program} {arguments[^1]}");
            if (program == "apt-get" && arguments is ["download", ..])
                return Task.FromResult((100, "E: Unable to locate package\n"));
            if (program == "apt-get")
            {
                Assert.Contains($"Dir::State::Lists={Path.Combine(folder, "lists")}", arguments);
                if (arguments[^1] != "update")
                    File.WriteAllText(Path.Combine(folder, "dataset-fashion-mnist_0_all.deb"), "package");
            }
            else
            {
                IdxWriter.WriteSet(Path.Combine(folder, "unpacked", "usr", "share", "datasets", "fashion-mnist"), 30, 10);
            }
            return Task.FromResult((0, ""));
        };
        var result = await Fetcher().GetAsync("fashion-mnist", null, force: false, null, Cancellation);
        Assert.Equal("the Debian package dataset-fashion-mnist", result.Source);
        Assert.Equal(["apt-get dataset-fashion-mnist", "apt-get update", "apt-get dataset-fashion-mnist", "dpkg-deb unpacked"], asked);
    }

    [Fact]
    public async Task When_every_source_fails_all_are_told()
    {
        _hasApt = true;
        _run = (_, _, _, _) => Task.FromResult((100, "E: first line\nE: Unable to locate package\n"));
        IdxWriter.WriteSet(_folder.File("debian", "fashion-mnist"), 10, 10);
        File.WriteAllText(_folder.File("debian", "fashion-mnist", "t10k-labels-idx1-ubyte.gz"), "damaged");
        var fetcher = Fetcher();
        _server.Files.Clear();
        var error = await Assert.ThrowsAsync<UserException>(() =>
            fetcher.GetAsync("fashion-mnist", null, force: false, null, Cancellation)
        );
        Assert.Contains($"the folder {_folder.File("debian", "fashion-mnist")}: ", error.Message);
        Assert.Contains(
            "the Debian package dataset-fashion-mnist: apt-get ended with code 100 (E: Unable to locate package)",
            error.Message
        );
        Assert.Contains("127.0.0.1: ", error.Message);
        Assert.Contains("--from", error.Message);
    }

    [Fact]
    public async Task An_archive_is_unpacked()
    {
        var records = _folder.File("records", "cifar-100-binary");
        Directory.CreateDirectory(records);
        await File.WriteAllBytesAsync(Path.Combine(records, "train.bin"), new byte[3 * 3074], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(records, "test.bin"), new byte[3074], Cancellation);
        using var archive = new MemoryStream();
        await using (var gzip = new GZipStream(archive, CompressionMode.Compress, leaveOpen: true))
        {
            await TarFile.CreateFromDirectoryAsync(_folder.File("records"), gzip, includeBaseDirectory: false, Cancellation);
        }
        _server.Files.Clear();
        _server.Files["cifar-100-binary.tar.gz"] = archive.ToArray();
        var result = await Fetcher().GetAsync("cifar100", null, force: false, null, Cancellation);
        Assert.Equal(3, Cifar100.Set.Read(result.Folder, "").Train.Count);
        Assert.Equal([result.Folder], Directory.GetFileSystemEntries(_places.Root));
    }

    [Fact]
    public async Task Sets_without_files_and_unknown_ones_are_answered_at_once()
    {
        Assert.True((await Fetcher().GetAsync("procedural", null, force: false, null, Cancellation)).WasThere);
        await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("image-folder", null, force: false, null, Cancellation));
        await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("mnistt", null, force: false, null, Cancellation));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_the_users_to_mend()
    {
        File.WriteAllText(_folder.File("data"), "a file where the folder should be");
        var error = await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("mnist", null, force: false, null, Cancellation));
        Assert.Contains("LANGEVIN_DATA", error.Message);
    }

    [Fact]
    public async Task Two_at_once_do_not_mix()
    {
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var block = new Sink(
            null,
            _ =>
            {
                inside.Set();
                release.Wait();
            }
        );
        var first = Task.Run(() => Fetcher().GetAsync("mnist", null, force: false, block, Cancellation), Cancellation);
        inside.Wait(Cancellation);
        var error = await Assert.ThrowsAsync<UserException>(() => Fetcher().GetAsync("mnist", null, force: false, null, Cancellation));
        Assert.Contains("Another `langevin data get mnist` is at work", error.Message);
        release.Set();
        Assert.False((await first).WasThere);
    }

    /// <summary>Its files are where a mirror has them, and nowhere else. Programs would be asked first without it.</summary>
    [Fact]
    public async Task A_mirror_gives_a_set_and_nobody_else_is_asked()
    {
        _hasApt = true;
        var fetcher = Fetcher(DataMirror.Of($"{_server.Root}sets"));
        foreach (var (name, content) in _server.Files.ToArray())
        {
            Assert.True(_server.Files.TryRemove(name, out _));
            _server.Files[$"sets/fashion-mnist/{name}"] = content;
        }
        var result = await fetcher.GetAsync("fashion-mnist", null, force: false, null, Cancellation);
        Assert.Equal(new FetchResult(_folder.File("data", "fashion-mnist"), "127.0.0.1", WasThere: false), result);
        Assert.Equal(50, FashionMnist.Set.Read(result.Folder, "").Train.Count);
    }

    private DataFetcher Fetcher(DataMirror? mirror = null)
    {
        // Digests as they are now: what a test alters later is a file that is not the pinned one.
        var files = _server
            .Files.OrderByDescending(f => f.Key == "train-images-idx3-ubyte.gz")
            .ThenBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => new PublishedFile(
                new Uri(_server.Root, f.Key),
                f.Value.Length,
                Convert.ToHexStringLower(SHA256.HashData(f.Value))
            ))
            .ToImmutableArray();
        if (files.IsEmpty)
            files = [new(new Uri(_server.Root, "gone"), 1, new string('0', 64))];
        var assembly = new SetAssembly(new HttpDownload(_client, TimeSpan.Zero), (p, a, f, c) => _run(p, a, f, c));
        var sets = KnownSets.Standard.Own.Select(set => set is PublishedSet published ? published with { Published = files } : set);
        return new DataFetcher(new KnownSets([.. sets]), _places, assembly, _ => _hasApt, mirror);
    }

    private sealed class Sink(ConcurrentQueue<FetchProgress>? reports, Action<FetchProgress>? act = null) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            reports?.Enqueue(value);
            act?.Invoke(value);
        }
    }
}

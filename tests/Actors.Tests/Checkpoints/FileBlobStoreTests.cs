using System.Security.Cryptography;
using System.Text;
using Actors.Checkpoints;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace Actors.Tests.Checkpoints;

public sealed class FileBlobStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly FileBlobStore _store;

    public FileBlobStoreTests() => _store = new(_folder.Path, _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_blob_is_found_under_the_SHA_256_of_its_bytes()
    {
        var id = _store.PutText("abc");

        // FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", id);
        var found = Assert.IsType<BlobFound>(_store.Find(id));
        Assert.Equal(_folder.File($"ba/{id}"), found.Path);
        Assert.Equal("abc", File.ReadAllText(found.Path));
    }

    [Fact]
    public void Storing_takes_the_temporary_file_away_and_equal_bytes_are_one_blob()
    {
        var first = _store.PutText("weights");
        var second = _store.PutText("weights");

        Assert.Equal(first, second);
        Assert.Equal([first], AllFiles());
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("../../../etc/passwd")]
    [InlineData("")]
    public void What_is_not_there_or_no_id_at_all_is_missing(string id) => Assert.IsType<BlobMissing>(_store.Find(id));

    [Fact]
    public void A_truncated_blob_is_moved_aside_and_never_given_out()
    {
        var id = _store.PutText("weights");
        File.WriteAllText(PathOf(id), "weigh");

        Assert.IsType<BlobDamaged>(new FileBlobStore(_folder.Path, _time).Find(id));
        Assert.IsType<BlobMissing>(_store.Find(id));
        Assert.True(File.Exists(PathOf(id) + ".damaged"));
    }

    [Fact]
    public void A_blob_altered_after_its_check_is_checked_again()
    {
        var id = _store.PutText("weights");
        Assert.IsType<BlobFound>(_store.Find(id));
        File.WriteAllText(PathOf(id), "WEIGHTS");
        File.SetLastWriteTimeUtc(PathOf(id), DateTime.UtcNow.AddSeconds(5));

        Assert.IsType<BlobDamaged>(_store.Find(id));
    }

    [Fact]
    public void The_bytes_are_hashed_once_for_each_file_and_process()
    {
        var id = _store.PutText("weights");
        var written = File.GetLastWriteTimeUtc(PathOf(id));
        // Not a thing that happens by accident: other bytes, same length, same time.
        File.WriteAllText(PathOf(id), "WEIGHTS");
        File.SetLastWriteTimeUtc(PathOf(id), written);

        Assert.IsType<BlobFound>(_store.Find(id));
        Assert.IsType<BlobDamaged>(new FileBlobStore(_folder.Path, _time).Find(id));
    }

    [Fact]
    public void Storing_again_heals_a_damaged_blob()
    {
        var id = _store.PutText("weights");
        File.WriteAllText(PathOf(id), "x");

        Assert.Equal(id, _store.PutText("weights"));
        Assert.IsType<BlobFound>(_store.Find(id));
    }

    [Fact]
    public void A_store_that_cannot_be_written_says_so_in_one_sentence_and_keeps_what_it_had()
    {
        var kept = _store.PutText("kept");
        var refused = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("refused")));
        // A file where the blob's folder must be: holds for root as well, which no mode bits stop.
        File.WriteAllText(_folder.File(refused[..2]), "");

        var error = Assert.Throws<StoreUnwritableException>(() => _store.PutText("refused"));

        Assert.StartsWith($"{_folder.Path} cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("free some space or make it writable, then give the same command again.", error.Message, StringComparison.Ordinal);
        Assert.IsType<BlobFound>(_store.Find(kept));
        Assert.Empty(Directory.GetFiles(_folder.File("incoming")));
    }

    [Fact]
    public void A_store_cannot_be_made_below_a_file()
    {
        File.WriteAllText(_folder.File("file"), "");
        Assert.Throws<StoreUnwritableException>(() => new FileBlobStore(Path.Combine(_folder.Path, "file", "blobs"), _time));
    }

    [Fact]
    public void Temporary_files_of_dead_processes_are_deleted_at_the_start_and_those_of_living_ones_are_not()
    {
        var mine = _store.NewTempPath();
        File.WriteAllText(mine, "being written");
        var name = Path.GetFileName(mine);
        var dead = _folder.File("incoming/" + name.Replace($"+{Environment.ProcessId}+", $"+{int.MaxValue}+", StringComparison.Ordinal));
        var elsewhere = _folder.File("incoming/another-machine+1+1+1.tmp");
        var abandoned = _folder.File("incoming/another-machine+1+1+2.tmp");
        foreach (var file in new[] { dead, elsewhere, abandoned })
            File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(abandoned, _time.GetUtcNow().UtcDateTime.AddDays(-2));

        _ = new FileBlobStore(_folder.Path, _time);

        Assert.Equal(new HashSet<string> { elsewhere, mine }, Directory.GetFiles(_folder.File("incoming")).ToHashSet());
    }

    [Fact]
    public void Collection_takes_only_blobs_that_are_unreferenced_and_not_in_flight()
    {
        var referenced = _store.PutText("referenced");
        var old = _store.PutText("old");
        _time.Advance(FileBlobStore.InFlight + TimeSpan.FromMinutes(1));
        var inFlight = _store.PutText("in flight");
        File.SetLastWriteTimeUtc(PathOf(inFlight), _time.GetUtcNow().UtcDateTime);

        Assert.Equal(1, _store.DeleteUnreferenced(new HashSet<string> { referenced }));

        Assert.IsType<BlobMissing>(_store.Find(old));
        Assert.IsType<BlobFound>(_store.Find(referenced));
        Assert.IsType<BlobFound>(_store.Find(inFlight));
    }

    private string PathOf(string id) => _folder.File($"{id[..2]}/{id}");

    private string[] AllFiles() =>
        [.. new DirectoryInfo(_folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Name)];
}

using Actors.Checkpoints;
using Actors.Checkpoints.Buckets;
using Nas.Model;
using Testing;

namespace Actors.Tests.Checkpoints.Buckets;

/// <summary>The bucket by itself: names, content, what is wrong with it.</summary>
[Trait("Kind", "Process")]
public sealed class BucketTests : IDisposable
{
    private const string Search = "s";
    private const int Part = (int)BucketUpload.LeastPart;

    private readonly TempFolder _folder = new();
    private readonly S3Server _server = new();
    private readonly S3Bucket _bucket;

    public BucketTests()
    {
        S3Server.LetIn();
        _bucket = Open(_server);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _bucket.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(Part, 1)]
    [InlineData((2 * Part) + 17, 5)]
    public async Task What_is_stored_is_read_again(int length, int requests)
    {
        var (blob, path) = File(length);

        await StoreAsync(blob, path);

        Assert.Equal(requests, _server.Requests.Count);
        Assert.Equal([$"nas/{Search}/{blob[..2]}/{blob}"], _server.Objects.Keys);
        Assert.Equal(0, _server.OpenUploads);
        Assert.Equal(blob, await ReadAsync(blob));
    }

    [Fact]
    public async Task A_part_that_fails_is_sent_again_and_those_before_it_are_not()
    {
        var (blob, path) = File((2 * Part) + 5);
        var upload = new BucketUpload(_bucket, _bucket.KeyOf(Search, blob), path);
        Assert.False(await upload.StepAsync(Cancel));
        Assert.False(await upload.StepAsync(Cancel));
        _server.Faults = _ => S3Server.Fault.Away;
        await Assert.ThrowsAnyAsync<Exception>(() => upload.StepAsync(Cancel));
        _server.Faults = _ => null;

        while (!await upload.StepAsync(Cancel)) { }

        Assert.Single(_server.Requests, request => request.Contains("partNumber=1", StringComparison.Ordinal));
        Assert.Equal(blob, await ReadAsync(blob));
    }

    [Fact]
    public async Task An_upload_that_the_bucket_forgot_begins_anew()
    {
        var (blob, path) = File(Part + 5);
        var upload = new BucketUpload(_bucket, _bucket.KeyOf(Search, blob), path);
        Assert.False(await upload.StepAsync(Cancel));
        var forgets = true;
        _server.Faults = words =>
            forgets && words.StartsWith("PUT", StringComparison.Ordinal) ? new S3Server.Fault(404, "NoSuchUpload") : null;
        await Assert.ThrowsAnyAsync<Exception>(() => upload.StepAsync(Cancel));
        forgets = false;

        while (!await upload.StepAsync(Cancel)) { }

        Assert.Equal(blob, await ReadAsync(blob));
    }

    [Fact]
    public async Task After_a_break_a_blob_is_read_on_from_there()
    {
        var (blob, path) = File(1_000_000);
        await StoreAsync(blob, path);
        var breaks = new Queue<int>([400_000, 0, 300_000]);
        _server.Faults = words =>
            words.StartsWith("GET", StringComparison.Ordinal) && breaks.TryDequeue(out var after)
                ? new S3Server.Fault(BreakAfter: after)
                : null;
        var target = _folder.File("target");
        var download = new BucketDownload(_bucket, _bucket.KeyOf(Search, blob), target);

        for (var broken = 0; broken < 3; broken++)
            await Assert.ThrowsAnyAsync<Exception>(() => download.GoOnAsync(Cancel));
        Assert.True(await download.GoOnAsync(Cancel));

        Assert.Equal(blob, BlobId.OfFile(target));
        Assert.Contains(_server.Requests, words => words.EndsWith("bytes=400000-", StringComparison.Ordinal));
        Assert.EndsWith("bytes=700000-", _server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_bucket_does_not_have_is_no_trouble() => Assert.Null(await ReadAsync(new string('a', 64)));

    [Theory]
    [InlineData("../other", null)]
    [InlineData("..", null)]
    [InlineData("a/b", null)]
    [InlineData("", null)]
    [InlineData(Search, "../../../../etc/passwd")]
    [InlineData(Search, "AB")]
    public void A_hostile_name_becomes_no_key(string search, string? blob) =>
        Assert.Throws<ArgumentException>(() => _bucket.KeyOf(search, blob ?? new string('a', 64)));

    [Fact]
    public async Task Only_what_Langevin_named_is_listed_page_by_page()
    {
        string[] blobs = [.. Enumerable.Range(1, 5).Select(length => File(length).Blob)];
        var foreign = new S3Server.StoredObject([1], DateTime.UtcNow);
        foreach (var blob in blobs)
            _server.Objects[_bucket.KeyOf(Search, blob)] = foreign;
        foreach (
            var key in (string[])
                [
                    $"nas/{Search}/notes.txt",
                    $"nas/{Search}/{blobs[0]}",
                    $"nas/{Search}/xx/{blobs[0]}",
                    $"nas/{Search}/{blobs[0][..2]}/../{blobs[0]}",
                    $"nas/{Search}2/{blobs[0][..2]}/{blobs[0]}",
                    $"{Search}/{blobs[0][..2]}/{blobs[0]}",
                ]
        )
        {
            _server.Objects[key] = foreign;
        }

        var listed = await _bucket.BlobsOf(Search, Cancel);

        Assert.Equal(blobs.Order(), listed.Select(blob => blob.Id).Order());
    }

    [Fact]
    public async Task What_was_stored_anew_since_it_was_seen_is_not_deleted()
    {
        var (blob, path) = File(10);
        await StoreAsync(blob, path);
        var seen = Assert.Single(await _bucket.BlobsOf(Search, Cancel));
        var stored = Assert.Single(_server.Objects);
        _server.Objects[stored.Key] = stored.Value with { Written = stored.Value.Written.AddSeconds(2) };

        Assert.False(await _bucket.DeleteAsync(Search, seen, Cancel));
        Assert.True(await _bucket.DeleteAsync(Search, Assert.Single(await _bucket.BlobsOf(Search, Cancel)), Cancel));

        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task Uploads_that_nobody_goes_on_with_are_dropped_and_no_others()
    {
        var key = _bucket.KeyOf(Search, new string('a', 64));
        _server.Abandon(key, DateTime.UtcNow - TimeSpan.FromDays(2));
        _server.Abandon($"nas/{Search}/somebody-else-s", DateTime.UtcNow - TimeSpan.FromDays(2));
        _server.Abandon(_bucket.KeyOf(Search, new string('b', 64)), DateTime.UtcNow);

        await _bucket.DropAbandonedUploads(Search, Cancel);

        Assert.Equal(2, _server.OpenUploads);
    }

    [Fact]
    public async Task A_bucket_that_can_be_used_is_left_as_it_was()
    {
        await RequireAsync(_server.Endpoint);
        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_used_is_refused_with_key_and_remedy()
    {
        await RefusedAsync("s3.endpoint: http://127.0.0.1:1 cannot be reached", "http://127.0.0.1:1");
        await RefusedAsync("s3.bucket: there is no bucket 'other'", _server.Endpoint, "other");
        _server.Faults = words => words.StartsWith("PUT", StringComparison.Ordinal) ? new S3Server.Fault(403, "AccessDenied") : null;
        await RefusedAsync("(AccessDenied): give the environment", _server.Endpoint);
        _server.Faults = words => words.StartsWith("DELETE", StringComparison.Ordinal) ? new S3Server.Fault(403, "AccessDenied") : null;
        await RefusedAsync("does not let this node write, read, list and delete", _server.Endpoint);
        _server.Faults = _ => new S3Server.Fault(404);
        await RefusedAsync("s3.endpoint: http://127.0.0.1:", _server.Endpoint);
        _server.Faults = _ => new S3Server.Fault(301, "PermanentRedirect");
        await RefusedAsync("s3.region: the bucket 'blobs' is not in the region", _server.Endpoint);
        _server.Faults = _ => S3Server.Fault.Away;
        await RefusedAsync("is not ready", _server.Endpoint);
    }

    [Fact]
    public void Due_is_what_nobody_referred_to_for_an_hour_by_this_node_s_own_clock()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var garbage = new BucketGarbage(time);
        StoredBlob Blob(string id, int written = 0) => new(id, new DateTime(2000, 1, 1, 0, 0, written, DateTimeKind.Utc));
        IReadOnlyList<StoredBlob> Due(StoredBlob[] stored, params string[] referenced) =>
            garbage.Due(stored, referenced.ToHashSet(StringComparer.Ordinal));

        Assert.Empty(Due([Blob("kept"), Blob("old"), Blob("again"), Blob("returns")], "kept"));
        time.Advance(FileBlobStore.InFlight);
        Assert.Empty(Due([Blob("kept"), Blob("old"), Blob("again", written: 1), Blob("returns")], "kept", "returns"));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([Blob("old")], Due([Blob("kept"), Blob("old"), Blob("again", written: 1), Blob("returns")], "kept"));
        time.Advance(FileBlobStore.InFlight + TimeSpan.FromSeconds(1));
        Assert.Equal(["again", "returns"], Due([Blob("kept"), Blob("again", written: 1), Blob("returns")], "kept").Select(blob => blob.Id));
    }

    [Fact]
    public void Where_the_SDK_says_much_about_missing_credentials_only_whole_sentences_of_it_are_shown()
    {
        var refused = BucketRefusal.For(
            Settings("http://127.0.0.1:1"),
            new Amazon.Runtime.AmazonClientException("Failed to resolve. The providers said:\nException 1 of 9: no")
        );
        Assert.StartsWith(
            "s3.bucket: there are no credentials for http://127.0.0.1:1 (Failed to resolve): give",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// A store like Ceph's keeps the connection and does not read what it refused: the rest that came after a refusal would be its next
    /// request.
    /// </summary>
    [Fact]
    public async Task Nothing_is_sent_after_a_refusal_that_the_store_could_take_for_a_request()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var requests = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var serving = RefuseAsync(listener, requests, ending.Token);

        var endpoint = $"http://{listener.LocalEndpoint}";
        await RefusedAsync("is not ready", endpoint);

        await ending.CancelAsync();
        await serving;
        Assert.True(requests.Count > 1, "The SDK did not try again.");
        Assert.All(requests, request => Assert.StartsWith("PUT /", request, StringComparison.Ordinal));
    }

    /// <summary>Answers each head with 503 at once, on the connection that it came by; whatever is no request is one to it.</summary>
    private static async Task RefuseAsync(
        System.Net.Sockets.TcpListener listener,
        System.Collections.Concurrent.ConcurrentQueue<string> requests,
        CancellationToken cancellation
    )
    {
        var answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n"u8.ToArray();
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(TalkAsync(await listener.AcceptTcpClientAsync(cancellation)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }

        async Task TalkAsync(System.Net.Sockets.TcpClient client)
        {
            using var _ = client;
            var (stream, head, buffer) = (client.GetStream(), "", new byte[4096]);
            try
            {
                while (await stream.ReadAsync(buffer, cancellation) is > 0 and var read)
                {
                    head += System.Text.Encoding.Latin1.GetString(buffer, 0, read);
                    if (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
                        continue;
                    requests.Enqueue(head);
                    head = "";
                    await stream.WriteAsync(answer, cancellation);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException) { }
            // Half a request is one as well.
            if (head.Length > 0)
                requests.Enqueue(head);
        }
    }

    /// <summary>
    /// The store is named by <c>LANGEVIN_TEST_S3=http://127.0.0.1:5000</c>: a Ceph, a Swift, a moto, whatever lets in
    /// <see cref="S3Server.AccessKey"/>, or else the user that <c>LANGEVIN_TEST_S3_KEY</c> and <c>LANGEVIN_TEST_S3_SECRET</c> name.
    /// </summary>
    [Fact]
    public async Task A_store_of_another_make_does_all_that_is_asked_of_it()
    {
        var endpoint = Environment.GetEnvironmentVariable("LANGEVIN_TEST_S3");
        Assert.SkipUnless(endpoint is not null, "needs a store of another make: LANGEVIN_TEST_S3=URL");
        if (Environment.GetEnvironmentVariable("LANGEVIN_TEST_S3_KEY") is { } key)
            S3Server.LetIn(key, Environment.GetEnvironmentVariable("LANGEVIN_TEST_S3_SECRET"));
        using (var client = new Amazon.S3.AmazonS3Client(new Amazon.S3.AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true }))
        {
            try
            {
                await client.PutBucketAsync(S3Server.Bucket, Cancel);
            }
            catch (Amazon.S3.Model.BucketAlreadyOwnedByYouException)
            {
                // Of the last time.
            }
        }
        await RequireAsync(endpoint);
        var refused = await Assert.ThrowsAsync<UserException>(() => RequireAsync(endpoint, "other"));
        Assert.Contains("there is no bucket 'other'", refused.Message, StringComparison.Ordinal);
        using var bucket = S3Bucket.Open(Settings(endpoint), TimeProvider.System);
        Assert.False(await new BucketDownload(bucket, bucket.KeyOf(Search, new string('a', 64)), _folder.File("none")).GoOnAsync(Cancel));
        foreach (var length in (int[])[0, 1_000, Part, (2 * Part) + 17])
        {
            var (blob, path) = File(length);
            var upload = new BucketUpload(bucket, bucket.KeyOf(Search, blob), path);
            while (!await upload.StepAsync(Cancel)) { }
            // As if broken in the middle.
            var target = _folder.File($"from-{length}");
            await System.IO.File.WriteAllBytesAsync(target, (await System.IO.File.ReadAllBytesAsync(path, Cancel))[..(length / 3)], Cancel);
            Assert.True(await new BucketDownload(bucket, bucket.KeyOf(Search, blob), target).GoOnAsync(Cancel));
            Assert.Equal(blob, BlobId.OfFile(target));
        }
        var unfinished = new BucketUpload(bucket, bucket.KeyOf(Search, new string('b', 64)), _folder.File($"file-{(2 * Part) + 17}"));
        Assert.False(await unfinished.StepAsync(Cancel));
        await bucket.DropAbandonedUploads(Search, Cancel);
        var stored = await bucket.BlobsOf(Search, Cancel);
        Assert.Equal(4, stored.Count);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var garbage = new BucketGarbage(time);
        var kept = stored[0].Id;
        Assert.Equal(0, await garbage.CollectAsync(bucket, Search, new HashSet<string> { kept }, Cancel));
        time.Advance(FileBlobStore.InFlight + TimeSpan.FromSeconds(1));
        Assert.Equal(3, await garbage.CollectAsync(bucket, Search, new HashSet<string> { kept }, Cancel));
        Assert.Equal([kept], (await bucket.BlobsOf(Search, Cancel)).Select(blob => blob.Id));
        Assert.True(await bucket.DeleteAsync(Search, stored[0], Cancel));
        Assert.Empty(await bucket.BlobsOf(Search, Cancel));
    }

    private static S3Bucket Open(S3Server server) => S3Bucket.Open(Settings(server.Endpoint), TimeProvider.System);

    private static S3Settings Settings(string endpoint, string bucket = S3Server.Bucket) =>
        new()
        {
            Bucket = bucket,
            Prefix = "nas",
            Endpoint = endpoint,
        };

    private static Task RequireAsync(string endpoint, string bucket = S3Server.Bucket) =>
        S3Bucket.RequireAsync(Settings(endpoint, bucket), "node-1", TimeProvider.System, Cancel);

    private static async Task RefusedAsync(string sentence, string endpoint, string bucket = S3Server.Bucket)
    {
        var refused = await Assert.ThrowsAsync<UserException>(() => RequireAsync(endpoint, bucket));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        TestContext.Current.SendDiagnosticMessage(refused.Message);
    }

    private (string Blob, string Path) File(int length)
    {
        var path = _folder.File($"file-{length}");
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        System.IO.File.WriteAllBytes(path, bytes);
        return (BlobId.OfFile(path), path);
    }

    private async Task StoreAsync(string blob, string path)
    {
        var upload = new BucketUpload(_bucket, _bucket.KeyOf(Search, blob), path);
        while (!await upload.StepAsync(Cancel)) { }
    }

    /// <returns>The name that the content deserves; null: there is none.</returns>
    private async Task<string?> ReadAsync(string blob)
    {
        var target = _folder.File($"read-{blob}");
        return await new BucketDownload(_bucket, _bucket.KeyOf(Search, blob), target).GoOnAsync(Cancel) ? BlobId.OfFile(target) : null;
    }
}

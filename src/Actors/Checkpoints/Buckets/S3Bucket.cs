using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Nas.Model;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// The blobs of a cluster in a bucket, named as in a directory: <c>PREFIX/SEARCH/ab/abcdef…</c>. Every call is one try, with the SDK's own
/// repetitions in it, and ends in bounded time: whoever calls waits and tries again. What a bucket holds is checked by whoever reads it.
/// </summary>
public sealed class S3Bucket : IDisposable
{
    /// <summary>Time for a request without content, or until content begins to come.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Time for a part that is sent.</summary>
    private static readonly TimeSpan PartPatience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Content of the try at start. HttpClient sends what is shorter than 1 KiB also after it was refused, and closes the connection
    /// otherwise; a Ceph takes what comes then for the next request, and answers that with nonsense.
    /// </summary>
    private static readonly string Try = new('.', 2048);

    /// <summary>Time after which an upload counts as abandoned: nobody sends parts of one file for so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly S3Settings _settings;
    private readonly AmazonS3Client _client;

    private S3Bucket(S3Settings settings, TimeProvider time)
    {
        (_settings, Time) = (settings, time);
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle ?? settings.Endpoint is not null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            Timeout = PartPatience,
            // Signatures cover what is sent, and names what is read; not every store understands more, or tags objects as Amazon does.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint, settings.Region ?? "us-east-1");
        else if (settings.Region is { } region)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        _client = new AmazonS3Client(config);
    }

    internal TimeProvider Time { get; }

    /// <summary>Makes a bucket's client, and does not connect.</summary>
    /// <exception cref="UserException">It is not known where the bucket is.</exception>
    public static S3Bucket Open(S3Settings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return new S3Bucket(settings, time);
        }
        catch (AmazonClientException e)
        {
            throw BucketRefusal.For(settings, e);
        }
    }

    /// <summary>Makes sure that the bucket can be written, read, listed and deleted from.</summary>
    /// <param name="who">Whoever asks, by a name that no one else has.</param>
    /// <exception cref="UserException">It cannot: what is wrong, and what to do.</exception>
    public static async Task RequireAsync(S3Settings settings, string who, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var bucket = Open(settings, time);
        try
        {
            var key = bucket.Under($"node-start/{who}");
            await bucket.Ask(
                Patience,
                (client, token) =>
                    client.PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = settings.Bucket,
                            Key = key,
                            ContentBody = Try,
                            UseChunkEncoding = false,
                        },
                        token
                    ),
                cancellation
            );
            using (await bucket.Ask(Patience, (client, token) => client.GetObjectAsync(settings.Bucket, key, token), cancellation))
            {
                await bucket.ListAsync(key, cancellation);
            }
            await bucket.DeleteAsync(key, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw BucketRefusal.For(settings, e);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Writes a blob to a new file, and checks it.</summary>
    /// <returns>A sentence on what is wrong with it in the bucket; null: nothing.</returns>
    /// <exception cref="UserException">The bucket cannot be read.</exception>
    public async Task<string?> CopyAsync(string searchId, string blob, string path, CancellationToken cancellation)
    {
        var key = KeyOf(searchId, blob);
        var download = new BucketDownload(this, key, path);
        try
        {
            if (!await download.GoOnAsync(cancellation))
                return $"{_settings.Bucket}/{key} is missing.";
        }
        catch (Exception e) when (e is not (UserException or OperationCanceledException))
        {
            if (!download.IsWhole)
                throw BucketRefusal.For(_settings, e);
        }
        return BlobId.OfFile(path) == blob ? null : $"{_settings.Bucket}/{key} is damaged: its bytes are not those that its name says.";
    }

    /// <exception cref="ArgumentException">The names are not of the form that Langevin gives: they come from outside.</exception>
    internal string KeyOf(string searchId, string blob) =>
        BlobId.IsValid(blob)
            ? $"{FolderOf(searchId)}{blob[..2]}/{blob}"
            : throw new ArgumentException($"'{blob}' is no name of a blob.", nameof(blob));

    /// <returns>The blobs that the bucket has of a search and that Langevin named.</returns>
    internal async Task<IReadOnlyList<StoredBlob>> BlobsOf(string searchId, CancellationToken cancellation)
    {
        var objects = await ListAsync(FolderOf(searchId), cancellation);
        return [.. objects.Select(one => Named(searchId, one)).OfType<StoredBlob>()];
    }

    /// <summary>Deletes a blob, unless the same bytes were stored again since it was seen.</summary>
    internal async Task<bool> DeleteAsync(string searchId, StoredBlob seen, CancellationToken cancellation)
    {
        var key = KeyOf(searchId, seen.Id);
        var now = await ListAsync(key, cancellation);
        if (!now.Any(one => Named(searchId, one) == seen))
            return false;
        await DeleteAsync(key, cancellation);
        return true;
    }

    /// <summary>Deletes the parts of uploads whose process died: they are not in any list of objects, and are paid for.</summary>
    internal async Task DropAbandonedUploads(string searchId, CancellationToken cancellation)
    {
        var found = await Ask(
            Patience,
            (client, token) =>
                client.ListMultipartUploadsAsync(
                    new ListMultipartUploadsRequest { BucketName = _settings.Bucket, Prefix = FolderOf(searchId) },
                    token
                ),
            cancellation
        );
        var old = Time.GetUtcNow().UtcDateTime - Abandoned;
        foreach (var upload in found.MultipartUploads ?? [])
        {
            if (upload.Initiated is not { } begun || begun.ToUniversalTime() > old || IdOf(searchId, upload.Key) is null)
                continue;
            await Ask(
                Patience,
                (client, token) => client.AbortMultipartUploadAsync(_settings.Bucket, upload.Key, upload.UploadId, token),
                cancellation
            );
        }
    }

    internal Task PutAsync(string key, string path, CancellationToken cancellation) =>
        Ask(
            PartPatience,
            (client, token) =>
                client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = _settings.Bucket,
                        Key = key,
                        FilePath = path,
                        UseChunkEncoding = false,
                        DisableDefaultChecksumValidation = true,
                    },
                    token
                ),
            cancellation
        );

    internal async Task<string> BeginAsync(string key, CancellationToken cancellation) =>
        (await Ask(Patience, (client, token) => client.InitiateMultipartUploadAsync(_settings.Bucket, key, token), cancellation)).UploadId;

    internal async Task<PartETag> SendAsync(
        string key,
        string upload,
        int part,
        string path,
        long offset,
        long length,
        CancellationToken cancellation
    ) =>
        new(
            part,
            (
                await Ask(
                    PartPatience,
                    (client, token) =>
                        client.UploadPartAsync(
                            new UploadPartRequest
                            {
                                BucketName = _settings.Bucket,
                                Key = key,
                                UploadId = upload,
                                PartNumber = part,
                                FilePath = path,
                                FilePosition = offset,
                                PartSize = length,
                                UseChunkEncoding = false,
                                DisableDefaultChecksumValidation = true,
                            },
                            token
                        ),
                    cancellation
                )
            ).ETag
        );

    internal Task CompleteAsync(string key, string upload, List<PartETag> parts, CancellationToken cancellation) =>
        Ask(
            PartPatience,
            (client, token) =>
                client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = _settings.Bucket,
                        Key = key,
                        UploadId = upload,
                        PartETags = parts,
                    },
                    token
                ),
            cancellation
        );

    /// <returns>The content from <paramref name="offset"/> on; null: there is none of this name.</returns>
    internal async Task<GetObjectResponse?> ReadAsync(string key, long offset, CancellationToken cancellation)
    {
        var request = new GetObjectRequest { BucketName = _settings.Bucket, Key = key };
        if (offset > 0)
            request.ByteRange = new ByteRange($"bytes={offset}-");
        try
        {
            return await Ask(Patience, (client, token) => client.GetObjectAsync(request, token), cancellation);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    private async Task<List<S3Object>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var objects = new List<S3Object>();
        var request = new ListObjectsV2Request { BucketName = _settings.Bucket, Prefix = prefix };
        do
        {
            var page = await Ask(Patience, (client, token) => client.ListObjectsV2Async(request, token), cancellation);
            objects.AddRange(page.S3Objects ?? []);
            request.ContinuationToken = page.NextContinuationToken;
        } while (request.ContinuationToken is not null);
        return objects;
    }

    private Task DeleteAsync(string key, CancellationToken cancellation) =>
        Ask(Patience, (client, token) => client.DeleteObjectAsync(_settings.Bucket, key, token), cancellation);

    private async Task<T> Ask<T>(
        TimeSpan patience,
        Func<AmazonS3Client, CancellationToken, Task<T>> request,
        CancellationToken cancellation
    )
    {
        using var late = new CancellationTokenSource(patience, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await request(_client, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{_settings.Where} did not answer within {patience.TotalSeconds:0} seconds.", e);
        }
    }

    private StoredBlob? Named(string searchId, S3Object one) =>
        IdOf(searchId, one.Key) is { } id && one.LastModified is { } written ? new StoredBlob(id, written.ToUniversalTime()) : null;

    /// <summary>Id of the blob with this key; null: it is not one of the search's blobs, whoever put it there.</summary>
    private string? IdOf(string searchId, string key)
    {
        var id = key[(key.LastIndexOf('/') + 1)..];
        return BlobId.IsValid(id) && key == KeyOf(searchId, id) ? id : null;
    }

    private string FolderOf(string searchId) =>
        BlobFolders.IsName(searchId)
            ? Under($"{searchId}/")
            : throw new ArgumentException($"'{searchId}' is no name of a search.", nameof(searchId));

    private string Under(string name) => _settings.Prefix is { } prefix ? $"{prefix}/{name}" : name;
}

/// <param name="Written">Time of the last write, as the bucket tells it.</param>
internal sealed record StoredBlob(string Id, DateTime Written);

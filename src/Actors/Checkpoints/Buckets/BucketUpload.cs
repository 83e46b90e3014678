using Amazon.S3;
using Amazon.S3.Model;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// A file on its way to the bucket, a part at a time and none of them in memory: a broken connection costs one part. It is stored also
/// where the bucket has the same already: that makes it young, so that nobody collects it before it is referred to, and repairs what was
/// damaged.
/// </summary>
internal sealed class BucketUpload(S3Bucket bucket, string key, string path)
{
    /// <summary>A larger file is sent in several parts.</summary>
    public const long LeastPart = 16 << 20;

    private const int MostParts = 10_000;
    private const string Forgotten = "NoSuchUpload";

    private readonly List<PartETag> _sent = [];
    private string? _upload;

    /// <summary>The next step. One that failed is done again by the next call.</summary>
    /// <returns>Whether the bucket has the whole file.</returns>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        var length = new FileInfo(path).Length;
        var part = Math.Max(LeastPart, (length + MostParts - 1) / MostParts);
        if (length <= part)
        {
            await bucket.PutAsync(key, path, cancellation);
            return true;
        }
        if (_upload is not { } upload)
        {
            _upload = await bucket.BeginAsync(key, cancellation);
            return false;
        }
        try
        {
            var offset = _sent.Count * part;
            if (offset < length)
            {
                _sent.Add(
                    await bucket.SendAsync(key, upload, _sent.Count + 1, path, offset, Math.Min(part, length - offset), cancellation)
                );
                return false;
            }
            await bucket.CompleteAsync(key, upload, _sent, cancellation);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == Forgotten)
        {
            // Complete already, with the answer lost, or dropped: once more from the beginning.
            _upload = null;
            _sent.Clear();
            throw;
        }
    }
}

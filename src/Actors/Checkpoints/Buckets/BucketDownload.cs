using System.Net;
using Amazon.S3.Model;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// A blob on its way from the bucket to a file; after a break it goes on where it was. Whether it is the right one, its hash says.
/// </summary>
internal sealed class BucketDownload(S3Bucket bucket, string key, string path)
{
    /// <summary>A connection on which nothing comes for this long is a broken one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private long? _length;

    /// <summary>
    /// Whether the file is as long as the bucket says. The SDK throws all the same where it notices other bytes than were stored.
    /// </summary>
    public bool IsWhole => _length is { } length && new FileInfo(path).Length == length;

    /// <returns>False: the bucket does not have it.</returns>
    /// <exception cref="StoreUnwritableException">The disk is to blame.</exception>
    public async Task<bool> GoOnAsync(CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        if (IsWhole)
            return true;
        file.Seek(0, SeekOrigin.End);
        using var found = await bucket.ReadAsync(key, file.Length, cancellation);
        if (found is null)
            return false;
        // A store that knows no ranges begins from the start.
        if (found.HttpStatusCode != HttpStatusCode.PartialContent)
            file.SetLength(0);
        _length = file.Length + found.ContentLength;
        await CopyAsync(found, file, cancellation);
        return file.Length == _length
            ? true
            : throw new EndOfStreamException($"The connection broke after {file.Length:N0} of {_length:N0} bytes.");
    }

    private async Task CopyAsync(GetObjectResponse found, FileStream file, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 17];
        while (true)
        {
            var read = await ReadAsync(found.ResponseStream, buffer, cancellation);
            if (read == 0)
                return;
            try
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            catch (Exception e) when (StoreUnwritableException.IsCause(e))
            {
                throw StoreUnwritableException.For(Path.GetDirectoryName(path)!, e);
            }
        }
    }

    private async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellation)
    {
        using var silent = new CancellationTokenSource(Silence, bucket.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, cancellation);
        try
        {
            return await stream.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {Silence.TotalSeconds:0} seconds.", e);
        }
    }
}

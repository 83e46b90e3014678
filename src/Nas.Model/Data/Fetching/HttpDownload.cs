using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Nas.Model.Data.Sets;

namespace Nas.Model.Data.Fetching;

/// <summary>
/// Reason why a source did not give the set, without the name of the source, to be shown with those of the other sources.
/// </summary>
internal sealed class SourceFailedException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>
/// Downloads one file to the byte: what has arrived stays in NAME.part and is continued from there; the file has its name only once its
/// size and digest are right.
/// </summary>
/// <param name="client">A client without a time limit of its own: a large file takes as long as it takes.</param>
/// <param name="firstPause">Pause between the first two attempts; each later pause is twice the one before.</param>
internal sealed class HttpDownload(HttpClient client, TimeSpan firstPause)
{
    private const int Attempts = 4;

    /// <summary>A connection that gives nothing for this long is taken for dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Downloads the file to a folder, unless it is there.</summary>
    /// <exception cref="SourceFailedException">The file cannot be downloaded, or is not what it must be; then nothing of it
    /// remains.</exception>
    public async Task FetchAsync(PublishedFile file, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, file.Name);
        if (File.Exists(target) && await DigestAsync(target, cancellation) == file.Sha256)
            return;
        var part = target + ".part";
        for (var attempt = 1; ; attempt++)
        {
            var resumed = File.Exists(part) && new FileInfo(part).Length > 0;
            try
            {
                await DownloadAsync(file, part, progress, cancellation);
                var digest = await DigestAsync(part, cancellation);
                if (digest == file.Sha256)
                {
                    File.Move(part, target, overwrite: true);
                    return;
                }
                File.Delete(part);
                // The rest of an earlier run may have been damaged; a whole file that came in one go was not.
                if (!resumed)
                    throw new SourceFailedException($"{file.Address} has SHA-256 {digest}, expected {file.Sha256}");
            }
            catch (Exception e) when (IsPassing(e, cancellation))
            {
                if (attempt >= Attempts)
                    throw new SourceFailedException($"{file.Address}: {e.Message.TrimEnd('.')}", e);
            }
            catch (HttpRequestException e)
            {
                // The file here is longer than the server's: it is no beginning of the right file.
                if (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                    File.Delete(part);
                throw new SourceFailedException($"{file.Address}: {e.Message.TrimEnd('.')}", e);
            }
            await Task.Delay(firstPause * (1 << (attempt - 1)), cancellation);
        }
    }

    /// <summary>True where the same request may well succeed later: the network failed, or a server says so.</summary>
    private static bool IsPassing(Exception error, CancellationToken cancellation) =>
        error switch
        {
            OperationCanceledException => !cancellation.IsCancellationRequested,
            HttpRequestException { StatusCode: { } status } => (int)status >= 500
                || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
            HttpRequestException or HttpIOException => true,
            _ => false,
        };

    private async Task DownloadAsync(PublishedFile file, string part, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have == file.Size)
            return;
        if (have > file.Size)
            have = 0;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        response.EnsureSuccessStatusCode();
        var goesOn =
            have > 0 && response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;

        await using var stream = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        var buffer = new byte[1 << 16];
        while (stream.Length < file.Size)
        {
            patience.CancelAfter(Patience);
            var got = await ReadAsync(body, buffer.AsMemory(0, (int)Math.Min(buffer.Length, file.Size - stream.Length)), patience.Token);
            if (got == 0)
            {
                throw new HttpIOException(
                    HttpRequestError.ResponseEnded,
                    $"the connection ended after {stream.Length} of {file.Size} bytes"
                );
            }
            await stream.WriteAsync(buffer.AsMemory(0, got), cancellation);
            progress?.Report(new FetchProgress($"downloading {file.Name}", stream.Length, file.Size));
        }
    }

    /// <summary>Separates the network's errors from the disk's, which are not worth another attempt.</summary>
    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.Unknown, e.Message, e);
        }
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace Testing;

/// <summary>
/// An S3-compatible store with all that Langevin asks of one, on the loopback and in memory; it can have the faults of a bad day.
/// </summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "blobs";
    public const string AccessKey = "a-test",
        SecretKey = "no secret";

    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    private int _lastUpload;

    /// <param name="port">0: any.</param>
    public S3Server(int port = 0)
    {
        Port = port == 0 ? FreePorts.Take(1)[0] : port;
        _listener.Prefixes.Add($"{Endpoint}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public ConcurrentDictionary<string, StoredObject> Objects { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Method, key and range of every request, in turn.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The fault of a request, if any. A request is named by its words in <see cref="Requests"/>.</summary>
    public Func<string, Fault?> Faults { get; set; } = _ => null;

    /// <summary>Objects in a page of a list.</summary>
    public int PageSize { get; set; } = 2;

    public int OpenUploads => _uploads.Count;

    /// <summary>Files whose upload began then and was never ended.</summary>
    public void Abandon(string key, DateTime begun) => _uploads[$"abandoned-{key}"] = new Upload(key, begun);

    /// <summary>Credentials of this process, and of those that it starts.</summary>
    public static void LetIn(string key = AccessKey, string? secret = SecretKey)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", key);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", secret);
    }

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => Answer(context));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        try
        {
            var path = Uri.UnescapeDataString(request.Url!.AbsolutePath).TrimStart('/').Split('/', 2);
            var (bucket, key) = (path[0], path.Length > 1 ? path[1] : "");
            var words = $"{request.HttpMethod} {key}{request.Url.Query.Split('&')[0]} {request.Headers["Range"]}".TrimEnd();
            Requests.Enqueue(words);
            var fault = Faults(words);
            if (fault?.Status is { } status)
            {
                // Whoever is still sending would see a broken connection instead.
                request.InputStream.CopyTo(Stream.Null);
                Refuse(response, status, fault.Code);
            }
            else if (request.Headers["Authorization"]?.Contains($"Credential={AccessKey}/", StringComparison.Ordinal) != true)
                Refuse(response, 403, "InvalidAccessKeyId");
            else if (bucket != Bucket)
                Refuse(response, 404, "NoSuchBucket");
            else
                Serve(request, response, key, fault);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            response.Abort();
        }
    }

    private void Serve(HttpListenerRequest request, HttpListenerResponse response, string key, Fault? fault)
    {
        var query = request.QueryString;
        var isOfUploads = request.Url!.Query.StartsWith("?uploads", StringComparison.Ordinal);
        switch (request.HttpMethod)
        {
            case "POST" when isOfUploads:
                var id = $"upload-{Interlocked.Increment(ref _lastUpload)}";
                _uploads[id] = new Upload(key, DateTime.UtcNow);
                Say(response, new XElement(Xml + "InitiateMultipartUploadResult", new XElement(Xml + "UploadId", id)));
                break;
            case "GET" when isOfUploads:
                Say(
                    response,
                    new XElement(
                        Xml + "ListMultipartUploadsResult",
                        _uploads
                            .Where(one => one.Value.Key.StartsWith(query["prefix"] ?? "", StringComparison.Ordinal))
                            .Select(one => new XElement(
                                Xml + "Upload",
                                new XElement(Xml + "Key", one.Value.Key),
                                new XElement(Xml + "UploadId", one.Key),
                                new XElement(Xml + "Initiated", Time(one.Value.Begun))
                            ))
                    )
                );
                break;
            case "GET" when key.Length == 0:
                List(response, query["prefix"] ?? "", query["continuation-token"]);
                break;
            case "GET" when Objects.TryGetValue(key, out var stored):
                Send(response, stored, request.Headers["Range"], fault);
                break;
            case "GET":
                Refuse(response, 404, "NoSuchKey");
                break;
            case "DELETE" when query["uploadId"] is { } aborted:
                _uploads.TryRemove(aborted, out _);
                End(response, 204);
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                End(response, 204);
                break;
            case "POST" or "PUT" when query["uploadId"] is { } upload && !_uploads.ContainsKey(upload):
                Refuse(response, 404, "NoSuchUpload");
                break;
            case "POST":
                Complete(request, response, key, query["uploadId"]!);
                break;
            case "PUT" when Body(request, response) is { } bytes:
                if (query["uploadId"] is { } into)
                    _uploads[into].Parts[int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture)] = bytes;
                else
                    Objects[key] = new StoredObject(bytes, DateTime.UtcNow, Tag(bytes));
                response.Headers["ETag"] = Tag(bytes);
                End(response, 200);
                break;
        }
    }

    /// <summary>Null: other bytes came than were signed.</summary>
    private static byte[]? Body(HttpListenerRequest request, HttpListenerResponse response)
    {
        using var memory = new MemoryStream();
        request.InputStream.CopyTo(memory);
        var bytes = memory.ToArray();
        if (request.Headers["x-amz-content-sha256"] == Convert.ToHexStringLower(SHA256.HashData(bytes)))
            return bytes;
        Refuse(response, 400, "XAmzContentSHA256Mismatch");
        return null;
    }

    private void Complete(HttpListenerRequest request, HttpListenerResponse response, string key, string id)
    {
        var upload = _uploads[id];
        var named = XDocument
            .Load(request.InputStream)
            .Descendants()
            .Where(one => one.Name.LocalName == "Part")
            .Select(part =>
                (
                    Number: (int)part.Elements().Single(one => one.Name.LocalName == "PartNumber"),
                    Tag: (string)part.Elements().Single(one => one.Name.LocalName == "ETag")
                )
            );
        if (!named.SequenceEqual(upload.Parts.OrderBy(part => part.Key).Select(part => (part.Key, Tag(part.Value)))))
        {
            Refuse(response, 400, "InvalidPart");
            return;
        }
        // As Amazon dates it.
        Objects[key] = new StoredObject(
            [.. upload.Parts.OrderBy(part => part.Key).SelectMany(part => part.Value)],
            upload.Begun,
            $"\"of-parts-{upload.Parts.Count}\""
        );
        _uploads.TryRemove(id, out _);
        Say(response, new XElement(Xml + "CompleteMultipartUploadResult", new XElement(Xml + "Key", key)));
    }

    private void List(HttpListenerResponse response, string prefix, string? after)
    {
        var found = Objects
            .Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(one.Key, after) > 0)
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        var page = found.Take(PageSize).ToList();
        var more = found.Count > page.Count;
        Say(
            response,
            new XElement(
                Xml + "ListBucketResult",
                new XElement(Xml + "IsTruncated", more),
                more ? new XElement(Xml + "NextContinuationToken", page[^1].Key) : null,
                page.Select(one => new XElement(
                    Xml + "Contents",
                    new XElement(Xml + "Key", one.Key),
                    new XElement(Xml + "LastModified", Time(one.Value.Written)),
                    new XElement(Xml + "Size", one.Value.Bytes.Length)
                ))
            )
        );
    }

    private static void Send(HttpListenerResponse response, StoredObject stored, string? range, Fault? fault)
    {
        var content = stored.Bytes;
        var start = range is null ? 0 : int.Parse(range["bytes=".Length..].Split('-')[0], CultureInfo.InvariantCulture);
        if (start > 0 && start >= content.Length)
        {
            Refuse(response, 416, "InvalidRange");
            return;
        }
        var bytes = content[start..];
        if (fault?.Corrupts == true)
            bytes[^1] ^= 1;
        if (range is not null)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }
        response.Headers["ETag"] = stored.Tag;
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes, 0, Math.Min(fault?.BreakAfter ?? int.MaxValue, bytes.Length));
        if (fault?.BreakAfter is null)
        {
            response.Close();
            return;
        }
        response.OutputStream.Flush();
        response.Abort();
    }

    private static void Refuse(HttpListenerResponse response, int status, string? code)
    {
        response.StatusCode = status;
        var text = code is null
            ? "Nothing of S3's."
            : new XElement("Error", new XElement("Code", code), new XElement("Message", "As the test wants.")).ToString();
        response.Close(System.Text.Encoding.UTF8.GetBytes(text), willBlock: true);
    }

    private static void Say(HttpListenerResponse response, XElement answer) =>
        response.Close(System.Text.Encoding.UTF8.GetBytes(answer.ToString()), willBlock: true);

    private static void End(HttpListenerResponse response, int status)
    {
        response.StatusCode = status;
        response.Close();
    }

#pragma warning disable CA5351 // Not for security: it is what clients expect.
    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351

    private static string Time(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal sealed record StoredObject(byte[] Bytes, DateTime Written, string Tag = "\"somebody-s\"");

    /// <param name="Status">Answered with, instead of the right answer.</param>
    /// <param name="Code">S3's word for it; null: an answer that is none of S3's.</param>
    /// <param name="BreakAfter">Bytes of the content after which the connection breaks.</param>
    /// <param name="Corrupts">The last byte of the content is another.</param>
    internal sealed record Fault(int? Status = null, string? Code = null, int? BreakAfter = null, bool Corrupts = false)
    {
        public static readonly Fault Away = new(503, "SlowDown");
    }

    private sealed record Upload(string Key, DateTime Begun)
    {
        public ConcurrentDictionary<int, byte[]> Parts { get; } = new();
    }
}

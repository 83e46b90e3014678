using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Testing;

/// <summary>Serves bytes over HTTP on the loopback, byte ranges too, and breaks connections where a test asks for it.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public LocalServer()
    {
        var port = FreePorts.Take(1)[0];
        Root = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
        _listener.Prefixes.Add(Root.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Root { get; }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>Bytes that are sent for each request in turn before the connection breaks; empty: all are sent.</summary>
    public ConcurrentQueue<int> BreakAfter { get; } = new();

    /// <summary>Statuses to answer with instead, in turn.</summary>
    public ConcurrentQueue<HttpStatusCode> Refuse { get; } = new();

    /// <summary>The ranges that were asked for, in turn; "" for a whole file.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    public bool IgnoreRanges { get; set; }

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
            Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var range = request.Headers["Range"] ?? "";
        Ranges.Enqueue(range);
        if (Refuse.TryDequeue(out var status))
        {
            response.StatusCode = (int)status;
            response.Close();
            return;
        }
        if (!Files.TryGetValue(request.Url!.AbsolutePath.TrimStart('/'), out var content))
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            response.Close();
            return;
        }
        var start = range.Length > 0 && !IgnoreRanges ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (start > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        }
        response.ContentLength64 = content.Length - start;
        var breaks = BreakAfter.TryDequeue(out var bytes);
        response.OutputStream.Write(content, start, breaks ? Math.Min(bytes, content.Length - start) : content.Length - start);
        if (breaks)
        {
            response.OutputStream.Flush();
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Clusters;
using Actors.Search.State;
using Nas.Model;
using Seed.Output;
using Seed.Progress;
using Seed.Web;
using Serilog.Core;
using Testing;

namespace Seed.Tests.Web;

/// <summary>The real server, before a cluster that is made up.</summary>
public sealed partial class WebServerTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";
    private static readonly string[] Answers =
    [
        "/api/searches",
        "/api/searches/small",
        "/api/searches/small/events",
        "/api/nodes",
        "/api/waiting",
    ];

    private readonly FakeCluster _cluster = new();
    private readonly WebSettings _settings = new() { Port = FreePorts.Take(1)[0] };
    private readonly HttpClient _browser = new(new SocketsHttpHandler { UseCookies = false });
    private WebServer? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _browser.BaseAddress = new Uri($"http://127.0.0.1:{_settings.Port}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_api_says_what_the_commands_print_with_json()
    {
        await StartAsync();
        Assert.Equal(JsonText.Of(FakeCluster.Searches.Searches), await TextAsync("/api/searches"));
        Assert.Equal(JsonText.Of(SearchStatusView.Of(FakeCluster.Of(SearchStatus.Running, 3))), await TextAsync("/api/searches/small"));
        var best = JsonDocument.Parse(await TextAsync("/api/searches/small")).RootElement.GetProperty("best");
        Assert.Equal(
            (7, 0.75, "0:k3e1"),
            (best.GetProperty("index").GetInt32(), best.GetProperty("score").GetDouble(), best.GetProperty("architecture").GetString())
        );
        Assert.Equal(JsonText.Of(WaitingReasons.Of(FakeCluster.Dispatch, FakeCluster.Searches)), await TextAsync("/api/waiting"));
        var nodes = JsonDocument.Parse(await TextAsync("/api/nodes")).RootElement;
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(JsonText.Of(FakeCluster.Nodes.Nodes)).RootElement, nodes.GetProperty("nodes"))
        );
        Assert.Equal("supernet/0", nodes.GetProperty("devices")[0].GetProperty("taskId").GetString());
    }

    [Fact]
    public async Task Progress_is_pushed_when_it_changes_until_the_search_rests()
    {
        _cluster.Progress.Clear();
        foreach (
            var (status, done) in new[]
            {
                (SearchStatus.Running, 3),
                (SearchStatus.Running, 3),
                (SearchStatus.Running, 3),
                (SearchStatus.Running, 5),
                (SearchStatus.Completed, 10),
            }
        )
        {
            _cluster.Progress.Enqueue(FakeCluster.Of(status, done));
        }
        await StartAsync();
        using var answer = await _browser.GetAsync("/api/searches/small/events", Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var events = (await answer.Content.ReadAsStringAsync(Cancel)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [3, 5, 10],
            events.Select(text =>
                JsonDocument
                    .Parse(text["event: progress\ndata: ".Length..])
                    .RootElement.GetProperty("phases")[0]
                    .GetProperty("done")
                    .GetInt64()
            )
        );
    }

    [Fact]
    public async Task With_a_token_only_the_page_and_the_health_are_open_to_all()
    {
        await StartAsync(Token);
        foreach (var path in new[] { "/", "/health/live", "/health/ready" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
        foreach (var path in Answers.Append("/nothing"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, bearer: Token + "0"));
        }
        foreach (var path in Answers)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, bearer: Token));
    }

    [Fact]
    public async Task A_browser_exchanges_the_token_for_a_cookie_that_no_script_can_read()
    {
        await StartAsync(Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LogInAsync(Token + "0")).StatusCode);
        using var answer = await LogInAsync(Token);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        var kept = cookie.Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/nodes", cookie: kept));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/nodes", cookie: kept[..^1]));

        using var encrypted = await LogInAsync(Token, proxy: "https");
        Assert.Contains("; secure", Assert.Single(encrypted.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("langevin.example.org", true)]
    [InlineData("evil.example.org", false)]
    [InlineData("192.0.2.1", false)]
    public async Task A_request_under_a_name_that_is_not_known_is_refused(string host, bool known)
    {
        await StartAsync(hosts: ["langevin.example.org"]);
        foreach (var path in Answers.Append("/"))
            Assert.Equal(known ? HttpStatusCode.OK : HttpStatusCode.BadRequest, await StatusAsync(path, host: host));
        // Probes call by address.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/live", host: host));
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart_from_a_cluster_that_is_silent()
    {
        await StartAsync();
        foreach (var path in new[] { "/api/searches/other", "/api/searches/other/events", "/api/searches/..%2Fother" })
        {
            using var refused = await _browser.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.Contains(
                "search",
                JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
        }
        _cluster.IsSilent = true;
        foreach (var path in Answers.Append("/health/ready"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(path));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/live"));
        _cluster.IsSilent = false;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/ready"));
    }

    [Fact]
    public async Task The_page_runs_and_loads_nothing_but_itself()
    {
        await StartAsync();
        using var answer = await _browser.GetAsync("/", Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (var element in new[] { "script", "style" })
        {
            var content = Assert.Single(
                Regex
                    .Matches(page, $"<{element}>(.*)</{element}>", RegexOptions.Singleline, TimeSpan.FromSeconds(1))
                    .Select(match => match.Groups[1].Value)
            );
            Assert.Contains(
                $"{element}-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'",
                policy,
                StringComparison.Ordinal
            );
        }
        Assert.DoesNotMatch(Outside(), page);
        Assert.DoesNotContain("innerHTML", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_watches_is_let_go_when_the_node_ends()
    {
        await StartAsync();
        using var answer = await _browser.GetAsync("/api/searches/small/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var events = await answer.Content.ReadAsStreamAsync(Cancel);
        Assert.True(await events.ReadAsync(new byte[16], Cancel) > 0);
        await _server!.DisposeAsync();
        _server = null;
        // The end of the stream, not a broken connection.
        await events.CopyToAsync(Stream.Null, Cancel);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_key()
    {
        await StartAsync();
        var refused = await Assert.ThrowsAsync<UserException>(() => StartAsync());
        Assert.Contains($"127.0.0.1:{_settings.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("web.port", refused.Message, StringComparison.Ordinal);
    }

    private async Task StartAsync(string? token = null, params string[] hosts)
    {
        var settings = _settings with { Token = token, Hosts = [.. hosts] };
        _server = await WebServer.StartAsync(
            settings,
            WebAccess.Of(new ClusterSettings { Web = settings }, null),
            _cluster,
            Logger.None,
            TimeProvider.System,
            Cancel
        );
    }

    private async Task<string> TextAsync(string path) => await _browser.GetStringAsync(path, Cancel);

    private async Task<HttpStatusCode> StatusAsync(string path, string? bearer = null, string? cookie = null, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        request.Headers.Host = host;
        using var answer = await _browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> LogInAsync(string token, string? proxy = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/session")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        if (proxy is not null)
            request.Headers.Add("X-Forwarded-Proto", proxy);
        return await _browser.SendAsync(request, Cancel);
    }

    [GeneratedRegex("src=|href=\"[^d]|https?://|@import|url\\(", RegexOptions.NonBacktracking)]
    private static partial Regex Outside();
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>A web node beside a control node: real processes.</summary>
public sealed class WebSpec : IDisposable
{
    private const string Token = "0123456789abcdef";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ClusterProcesses _cluster = new(control: 1, gpu: 0, postgres: null);
    private readonly int[] _ports = FreePorts.Take(2);
    private readonly HttpClient _browser = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_web_node_shows_its_cluster_outlives_its_last_control_node_and_leaves_when_told()
    {
        _browser.BaseAddress = new Uri($"http://127.0.0.1:{_ports[0]}");
        _cluster.StartAll();
        using var web = LangevinProcess.Start(_cluster.Root, [.. Node("web", _ports[1])], new() { ["LANGEVIN_WEB_TOKEN"] = Token });
        await ReadyAsync(web, HttpStatusCode.OK);
        var (code, _, errors) = await LangevinProcess.RunAsync(_cluster.Root, [.. Node("second", 0)]);
        Assert.True(code == 2 && errors.Contains($"127.0.0.1:{_ports[0]}", StringComparison.Ordinal), errors);

        await _cluster.SubmitAsync(Path.Combine(TestData.Repository, "tests", "Cluster.Tests", SearchDirectory.StNas));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _browser.GetAsync("/api/searches", Cancel)).StatusCode);
        _browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        await ShowsAsync();

        _cluster.Nodes[0].Process!.Kill();
        await ReadyAsync(web, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/health/live", Cancel)).StatusCode);
        await _cluster.UntilAsync(() => _cluster.Nodes[0].Process is { HasExited: false }, () => TimeSpan.Zero, Limit);
        await ReadyAsync(web, HttpStatusCode.OK);
        await ShowsAsync();

        web.Terminate();
        Assert.Equal(0, await web.WaitAsync(Limit));
        Assert.Equal(
            ["control-0 control"],
            Named(JsonDocument.Parse((await _cluster.CommandAsync("node", "list", "--json")).Output).RootElement)
        );
    }

    public void Dispose()
    {
        _browser.Dispose();
        _cluster.Dispose();
    }

    private string[] Node(string name, int port) =>
        [
            "node",
            "--config",
            _cluster.ClusterFile,
            "--role",
            "web",
            "--name",
            name,
            "--port",
            $"{port}",
            "--dir",
            Path.Combine(_cluster.Root, name),
            "--set",
            $"web.port={_ports[0]}",
        ];

    private async Task ShowsAsync()
    {
        Assert.Equal("small", (await JsonAsync("/api/searches"))[0].GetProperty("searchId").GetString());
        Assert.Equal("running", (await JsonAsync("/api/searches/small")).GetProperty("status").GetString());
        // A search that has just begun, or woken, hands in its tasks in a moment.
        JsonElement tasks;
        for (
            var clock = Stopwatch.StartNew();
            (tasks = (await JsonAsync("/api/waiting")).GetProperty("tasks")).GetArrayLength() == 0;
            await Task.Delay(100, Cancel)
        )
        {
            if (clock.Elapsed > Limit)
                throw new TimeoutException($"no task waits\n{_cluster.Errors}");
        }
        Assert.Equal("small supernet/0", tasks[0].GetProperty("who").GetString());
        Assert.Equal(["control-0 control", "web web"], Named((await JsonAsync("/api/nodes")).GetProperty("nodes")));
    }

    private static IEnumerable<string> Named(JsonElement nodes) =>
        nodes.EnumerateArray().Select(node => $"{node.GetProperty("name")} {node.GetProperty("role")}").Order(StringComparer.Ordinal);

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await _browser.GetAsync(path, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {text}\n{string.Join('\n', Faults())}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Lines of the web node's log with an exception.</summary>
    private IEnumerable<string> Faults() =>
        Directory
            .GetFiles(Path.Combine(_cluster.Root, "web"), "*.jsonl", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines)
            .Where(line => line.Contains("\"@x\"", StringComparison.Ordinal));

    private async Task ReadyAsync(LangevinProcess web, HttpStatusCode expected)
    {
        for (var clock = Stopwatch.StartNew(); await StatusAsync() != expected; await Task.Delay(100, Cancel))
        {
            if (clock.Elapsed > Limit || web.HasExited)
                throw new TimeoutException($"/health/ready was not {expected} within {Limit}\n{web.Errors}\n{_cluster.Errors}");
        }
    }

    /// <summary>Status of the web page; null: it does not listen.</summary>
    private async Task<HttpStatusCode?> StatusAsync()
    {
        try
        {
            return (await _browser.GetAsync("/health/ready", Cancel)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

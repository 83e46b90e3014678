using System.Diagnostics;
using System.Text.Json;
using Cluster.Tests.Processes;
using Testing;

namespace Cluster.Tests;

/// <summary>Commands that pages show and that look beyond their own process: at libtorch, at an address, at a cluster that waits.</summary>
public sealed class CommandSpec : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_doctor_finds_libtorch_and_every_layer_right()
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(_folder.Path, "doctor");
        Assert.True(code == 0, $"{output}\n{errors}");
        Assert.EndsWith("Everything that a search needs is here.", output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("MISSING", output, StringComparison.Ordinal);

        (code, output, errors) = await LangevinProcess.RunAsync(_folder.Path, "doctor", "--layers", "--json");
        Assert.True(code == 0, $"{output}\n{errors}");
        var report = JsonDocument.Parse(output).RootElement;
        Assert.True(report.GetProperty("ready").GetBoolean());
        var checks = report.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!);
        Assert.Matches(@"^\d+\.\d+\.\d+.*, devices: cpu", checks["libtorch"].GetProperty("found").GetString());
        Assert.Matches("^[0-9]{2,} are computed right, forward and backward$", checks["layers"].GetProperty("found").GetString());
    }

    /// <summary>The device program is not where the environment says.</summary>
    [Fact]
    public async Task The_doctor_says_what_every_search_lacks_and_how_to_get_it()
    {
        var (code, output, _) = await LangevinProcess.RunAsync(
            _folder.Path,
            ["doctor"],
            new() { ["LANGEVIN_GPUHOST"] = _folder.File("nowhere") }
        );
        Assert.Equal(1, code);
        Assert.Contains("MISSING", output, StringComparison.Ordinal);
        Assert.Contains("To get what is not here:", output, StringComparison.Ordinal);
        Assert.EndsWith("Something that every search needs is missing.", output.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Only the published files have the pinned sums, and tests do without them: what a server gives in their place is refused. Files of a
    /// folder are taken, and then nobody is asked any more. MNIST, since no machine can have a Debian package of it.
    /// </summary>
    [Fact]
    public async Task A_set_is_taken_from_a_mirror_as_it_was_published_or_not_at_all()
    {
        IdxWriter.WriteSet(_folder.File("set"), 50, 20);
        using var server = new LocalServer();
        foreach (var path in Directory.GetFiles(_folder.File("set")))
            server.Files[$"sets/mnist/{Path.GetFileName(path)}"] = await File.ReadAllBytesAsync(path, Cancel);

        var refused = await GetAsync(server, "mnist");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(
            $"The data set mnist could not be obtained (127.0.0.1: {server.Root}sets/mnist/train-images-idx3-ubyte.gz",
            refused.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("give a folder that has it with --from", refused.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(server.Ranges);
        Assert.False(Directory.Exists(_folder.File("data", "mnist")));

        var taken = await GetAsync(server, "mnist", "--from", _folder.File("set"), "--json");
        Assert.True(taken.ExitCode == 0, taken.Errors);
        var set = JsonDocument.Parse(taken.Output).RootElement;
        Assert.Equal(_folder.File("data", "mnist"), set.GetProperty("folder").GetString());
        Assert.False(set.GetProperty("wasThere").GetBoolean());
        var asked = server.Ranges.Count;
        var again = await GetAsync(server, "mnist");
        Assert.Equal((0, $"mnist is in {_folder.File("data", "mnist")} (there already)"), (again.ExitCode, again.Output.Trim()));
        Assert.Equal(asked, server.Ranges.Count);
    }

    [Fact]
    public async Task A_mirror_that_is_no_address_is_named()
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(
            _folder.Path,
            ["data", "get", "mnist"],
            new() { ["LANGEVIN_DATA"] = _folder.File("data"), ["LANGEVIN_DATA_MIRROR"] = "mirror.example" }
        );
        Assert.Equal((2, ""), (code, output));
        Assert.Equal("LANGEVIN_DATA_MIRROR is mirror.example: it must be an address that begins with http:// or https://", errors.Trim());
    }

    [Fact]
    public async Task A_cluster_without_devices_says_what_its_task_waits_for()
    {
        using var cluster = new ClusterProcesses(control: 1, gpu: 0, postgres: null);
        cluster.StartAll();
        var (_, nothing, errors) = await cluster.CommandAsync("why-waiting");
        Assert.True(nothing == "Nothing waits: every device is busy, and no task is left over.", $"{nothing}\n{errors}\n{cluster.Errors}");

        await cluster.SubmitAsync(Path.Combine(TestData.Repository, "tests", "Cluster.Tests", SearchDirectory.StNas));
        for (var clock = Stopwatch.StartNew(); (await WaitingAsync(cluster)).GetArrayLength() == 0; )
            Assert.True(clock.Elapsed < Limit, cluster.Errors);
        var task = Assert.Single((await WaitingAsync(cluster)).EnumerateArray());
        Assert.StartsWith("small ", task.GetProperty("who").GetString(), StringComparison.Ordinal);
        Assert.Equal("there is no device: start a gpu node", task.GetProperty("why").GetString());
        var (code, output, _) = await cluster.CommandAsync("why-waiting");
        Assert.Equal(0, code);
        Assert.Contains("there is no device: start a gpu node", output, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<JsonElement> WaitingAsync(ClusterProcesses cluster) =>
        JsonDocument.Parse((await cluster.CommandAsync("why-waiting", "--json")).Output).RootElement.GetProperty("tasks");

    private Task<(int ExitCode, string Output, string Errors)> GetAsync(LocalServer server, params string[] arguments) =>
        LangevinProcess.RunAsync(
            _folder.Path,
            ["data", "get", .. arguments],
            new()
            {
                ["LANGEVIN_DATA"] = _folder.File("data"),
                ["LANGEVIN_DATA_MIRROR"] = $"{server.Root}sets",
                ["NO_PROXY"] = "127.0.0.1",
            }
        );
}

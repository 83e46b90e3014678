using Actors.Hosting;
using Actors.Search;
using Actors.Search.State;
using Microsoft.Data.Sqlite;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Benchmarks;
using Seed.SearchFiles;
using Seed.Tests.Commands;
using Seed.Tests.Plugins;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>
/// Every command that a page shows does what it should, or is done by another test, which is named here. Searches are planned as they are
/// shown; that they run is the business of tests with processes. Questions are put to the quick start's search, made smaller, with devices
/// that take no time.
/// </summary>
[Collection(nameof(OnePlugInAtATime))]
[Trait("Kind", "Actor")]
[Trait("Length", "Long")]
public sealed class ShownCommandsRunTests : IAsyncLifetime
{
    private static readonly string Root = TestData.Repository;

    private static readonly string[] Shrunk =
    [
        "data={ name = procedural, root = null, fallback = null }",
        "supernet={ steps = 1, warmup-steps = 0 }",
        "langevin.samples=0",
        "strategy.candidates=40",
        "strategy.options.population=6",
        "strategy.options.tournament=3",
        "baselines.chain-candidates=8",
        "retrain={ steps = 1, warmup-steps = 0 }",
    ];

    /// <summary>
    /// Commands, by their first words, that need a cluster, a network, minutes, or files that nobody has; and the test that runs each.
    /// </summary>
    private static readonly (string Command, string By)[] Elsewhere =
    [
        ("node --", "tests/Cluster.Tests/ClusterSpec.cs"),
        ("node list", "tests/Cluster.Tests/ClusterSpec.cs"),
        ("submit", "tests/Cluster.Tests/Processes/ClusterProcesses.cs"),
        ("watch", "tests/Cluster.Tests/Processes/ClusterProcesses.cs"),
        ("list", "tests/Cluster.Tests/ClusterLifeSpec.cs"),
        ("history --config", "tests/Cluster.Tests/ClusterLifeSpec.cs"),
        ("data get", "tests/Cluster.Tests/CommandSpec.cs"),
        ("doctor", "tests/Cluster.Tests/CommandSpec.cs"),
        ("why-waiting", "tests/Cluster.Tests/CommandSpec.cs"),
        ("bench dispatch", "tests/Seed.Tests/Commands/BenchCommandTests.cs"),
        ("bench recovery", "tests/Seed.Tests/Commands/BenchCommandTests.cs"),
        ("bench strategies hocon/", "tests/Seed.Tests/Commands/BenchStrategiesCommandTests.cs"),
        ("eval coco", "tests/Seed.Tests/Commands/EvalCommandTests.cs"),
        ("journal repair", "tests/Seed.Tests/Commands/JournalCommandTests.cs"),
        ("simulate", "tests/Seed.Tests/Commands/SimulateCommandTests.cs"),
        ("run runs/quickstart-fork", "tests/Seed.Tests/Commands/ForkCommandTests.cs"),
        ("history runs/toy", "tests/Seed.Tests/Commands/ForkCommandTests.cs"),
    ];

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Search => Path.Combine(_folder.Path, "runs", "quickstart");

    public async ValueTask InitializeAsync()
    {
        var settings = SearchFileReader.Read(Path.Combine(Root, "hocon", "searches", "quickstart.conf"), Shrunk);
        using (var directory = SearchDirectory.Open(Search))
            directory.Begin(settings, settings);
        await using (
            var cluster = await LocalCluster.StartAsync(
                new LocalClusterOptions { Directory = Search, Runtimes = new InstantRuntimeFactory() },
                Cancel
            )
        )
        {
            Assert.Equal(
                SearchStatus.Completed,
                (await cluster.RunAsync(new StartSearch(settings.Name, SettingsJson.Text(settings)), _ => { }, Cancel)).Status
            );
        }
        var samples = Directory.CreateDirectory(Path.Combine(_folder.Path, "samples", "plugins"));
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "samples"), "*.conf"))
            File.Copy(file, Path.Combine(_folder.Path, "samples", Path.GetFileName(file)));
        foreach (var name in new[] { "HillClimber", "ToyProblem", "SecondLook" })
        {
            File.Copy(
                Path.Combine(Root, "artifacts", "bin", name, "release", name + ".dll"),
                Path.Combine(samples.FullName, name + ".dll")
            );
        }
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_command_that_a_page_shows_can_be_typed()
    {
        var lines = ShownCommands.All().Select(shown => shown.Line["langevin ".Length..]).Distinct().ToList();
        var (tried, failures) = (0, new List<string>());
        foreach (var line in lines.Where(line => !Elsewhere.Any(one => line.StartsWith(one.Command, StringComparison.Ordinal))))
        {
            if (await ArgumentsAsync(line) is not { } arguments)
            {
                TestContext.Current.AddWarning($"not tried, for its data are not here: langevin {line}");
                continue;
            }
            var said = await Shell.RunAsync(arguments);
            tried++;
            if (said.Code != 0 || said.Out.Length == 0)
                failures.Add(
                    $"{line} [{string.Join(' ', arguments)}]: exit code {said.Code}, {said.Error}{(said.Out.Length == 0 ? "nothing said" : "")}"
                );
        }
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.InRange(tried, 30, lines.Count);
    }

    [Fact]
    public void What_is_done_elsewhere_is_shown_and_done_there()
    {
        var lines = ShownCommands.All().Select(shown => shown.Line["langevin ".Length..]).ToList();
        Assert.All(
            Elsewhere,
            one =>
            {
                Assert.Contains(lines, line => line.StartsWith(one.Command, StringComparison.Ordinal));
                // As far as a name can tell: the words of the command are words of that test.
                var test = File.ReadAllText(Path.Combine(Root, one.By));
                Assert.All(
                    one.Command.Split(' ')
                        .Where(word => !word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('/', StringComparison.Ordinal)),
                    word => Assert.Contains($"\"{word}\"", test, StringComparison.Ordinal)
                );
            }
        );
    }

    /// <summary>Names that a page leaves to the reader.</summary>
    private static readonly Dictionary<string, string> Readers = new()
    {
        ["DIR"] = "samples/plugins",
        ["NAME"] = "hill-climber",
        ["my-strategy"] = "hill-climber",
        ["search.conf"] = "hocon/searches/quickstart.conf",
    };

    /// <summary>The command with the paths of this test; null: its data are not here.</summary>
    private async Task<string[]?> ArgumentsAsync(string line)
    {
        var words = ShownCommands.Words("langevin " + line);
        if (line.Contains("...'", StringComparison.Ordinal))
        {
            // An architecture that the page does not write out.
            var best = (await Shell.RunAsync("best", Search, "--json")).Json.GetProperty("architecture").GetString()!;
            words = [.. words.Select(word => word.Contains("|...", StringComparison.Ordinal) ? best : word)];
        }
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Readers.GetValueOrDefault(words[i], words[i]);
            words[i] =
                words[i].StartsWith("runs/", StringComparison.Ordinal) || words[i].StartsWith("samples/", StringComparison.Ordinal)
                    ? Path.Combine(_folder.Path, words[i])
                : words[i].StartsWith("hocon/", StringComparison.Ordinal) || words[i].StartsWith("docs/", StringComparison.Ordinal)
                    ? Path.Combine(Root, words[i])
                : words[i].Contains("=...", StringComparison.Ordinal) || words[i].Contains("=/", StringComparison.Ordinal)
                    ? WithData(words[i])
                : words[i];
        }
        if (words.Contains(""))
            return null;
        // Its table is named from the root of the checkout, where the page has it typed.
        if (line.Contains("fidelity-fashion-why", StringComparison.Ordinal))
            words = [.. words, "--set", $"truth.table={Path.Combine(Root, "docs", "results", "fidelity-fashion", "truth.csv")}"];
        return words[0] switch
        {
            // Nothing is run, but summed up: with fewer resamples here.
            "fidelity" when words.Contains("--scores") => [.. words, "--set", "fidelity.resamples=100"],
            "run" or "fidelity" when !words.Contains("--dry-run") =>
            [
                "run",
                .. words[1..],
                "--dry-run",
                .. words.Contains("--dir") ? Array.Empty<string>() : ["--dir", Path.Combine(_folder.Path, "new")],
            ],
            "fork" => [.. words, "--dir", Path.Combine(_folder.Path, "fork", Guid.NewGuid().ToString("N"))],
            _ => words,
        };
    }

    /// <summary>The reader's own files, where this machine has the like of them; empty: it has not.</summary>
    private static string WithData(string setting)
    {
        var file = TestData.Find(
            setting.Contains(".table", StringComparison.Ordinal) ? "nas-bench-macro/nas-bench-macro_cifar10.json"
            : setting.Contains("bccd", StringComparison.Ordinal) ? "bccd"
            : setting.Contains("coco", StringComparison.Ordinal) ? "coco"
            : "cifar10-jpeg/cifar10-jpeg.tar.gz"
        );
        return file is null ? "" : $"{setting.Split('=')[0]}={file}";
    }
}

using Testing;

namespace Cluster.Tests.Processes;

/// <summary>A search directory of a test's own, with a small search file; removed with the test.</summary>
/// <param name="file">A search file of tests/Cluster.Tests.</param>
/// <param name="settings">Settings in place of those of the file, for <c>--set</c>: what a test knows, such as where data lie.</param>
internal sealed class SearchDirectory(string file = SearchDirectory.StNas, params string[] settings) : IDisposable
{
    public const string StNas = "small.conf",
        CrNas = "small-cr-nas.conf",
        Transfer = "small-cr-nas-transfer.conf";

    /// <summary>Settings of <see cref="StNas"/> under which every phase does as little as it can.</summary>
    public static readonly string[] Least =
    [
        "supernet={ steps = 1, batch = 2, warmup-steps = 0 }",
        "langevin.samples=0",
        "proxy={ images = 2, batch = 2, recalibration-batches = 1, recalibration-batch = 2 }",
        "strategy={ name = random, candidates = 1 }",
        "baselines={ chain-candidates = 0, random = off }",
        "retrain={ steps = 1, batch = 2, warmup-steps = 0 }",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("langevin-test-").FullName;

    public string WorkingDirectory => _root;

    public string Path
    {
        get => field ??= System.IO.Path.Combine(_root, "search");
        private set;
    }

    /// <summary>A search is its directory: it goes on wherever that lies.</summary>
    public void Move()
    {
        var elsewhere = System.IO.Path.Combine(_root, "elsewhere");
        Directory.Move(Path, elsewhere);
        Path = elsewhere;
    }

    public string File => System.IO.Path.Combine(TestData.Repository, "tests", "Cluster.Tests", file);

    public string[] RunArguments => ["run", File, "--dir", Path, .. settings.SelectMany(setting => new[] { "--set", setting })];

    public LangevinProcess StartRun(params string[] more) => LangevinProcess.Start(_root, [.. RunArguments, .. more]);

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) =>
        LangevinProcess.RunAsync(_root, [.. RunArguments, .. more]);

    public Task<string> HistoryAsync() => QueryAsync("history");

    public async Task<string> QueryAsync(string query)
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(_root, query, Path, "--json");
        Assert.True(code == 0, errors);
        return output;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

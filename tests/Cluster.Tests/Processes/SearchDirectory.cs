using Testing;

namespace Cluster.Tests.Processes;

/// <summary>A search directory of a test's own, with the small search file; removed with the test.</summary>
internal sealed class SearchDirectory : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("langevin-test-").FullName;

    public string WorkingDirectory => _root;

    public string Path { get; private set; }

    public SearchDirectory() => Path = System.IO.Path.Combine(_root, "search");

    /// <summary>A search is its directory: it goes on wherever that lies.</summary>
    public void Move()
    {
        var elsewhere = System.IO.Path.Combine(_root, "elsewhere");
        Directory.Move(Path, elsewhere);
        Path = elsewhere;
    }

    public static string SmallSearch => System.IO.Path.Combine(TestData.Repository, "tests", "Cluster.Tests", "small.conf");

    public string[] RunArguments => ["run", SmallSearch, "--dir", Path];

    public LangevinProcess StartRun() => LangevinProcess.Start(_root, RunArguments);

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) => LangevinProcess.RunAsync(_root, [.. RunArguments, .. more]);

    public async Task<string> HistoryAsync()
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(_root, "history", Path, "--json");
        Assert.True(code == 0, errors);
        return output;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

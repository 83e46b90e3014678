using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using Nas.Model.Settings;
using Nas.Model.Spaces.Topology;
using Seed.Archive;
using Seed.Methods;
using Seed.Methods.StNas;
using Seed.Output;
using Seed.Tests.Results;
using Testing;

namespace Seed.Tests.Archive;

public sealed class ResultWriterTests : IDisposable
{
    private static readonly byte[] Weights = [1, 2, 3];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_everything_a_person_keeps()
    {
        var blob = PutBlob(Weights);
        var outcome = MadeUpSearch.Outcome(weights: blob);
        var found = (StNasResult)MethodFaces.Result(outcome);
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), found, TextWriter.Null);
        Assert.Equal(
            [
                "architecture.json",
                "architecture.svg",
                "architecture.txt",
                "candidates.csv",
                "metrics.json",
                "pareto.csv",
                "plots/best-so-far.svg",
                "plots/sample-agreement.svg",
                "plots/score-against-madds.svg",
                "plots/score-spread.svg",
                "report.html",
                "search.json",
                "versions.json",
                "weights.safetensors",
            ],
            Directory
                .EnumerateFiles(result, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(result, file))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(Weights, File.ReadAllBytes(Path.Combine(result, "weights.safetensors")));
        Assert.Equal(
            found.Winner,
            ArchitectureDocument.Read((TopologySpace)found.Space!, File.ReadAllText(Path.Combine(result, "architecture.json")))
        );
        Assert.Equal(outcome.View.Best!.Architecture, File.ReadAllText(Path.Combine(result, "architecture.txt")).Trim());
        foreach (var svg in Directory.EnumerateFiles(result, "*.svg", SearchOption.AllDirectories))
            Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
    }

    [Fact]
    public void The_search_file_of_a_result_is_the_search()
    {
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), MethodFaces.Result(MadeUpSearch.Outcome()), TextWriter.Null);
        var again = Seed.SearchFiles.SearchFileReader.Read(Path.Combine(result, "search.json"), []);
        Assert.Null(
            Actors.Search.Deciding.SettingsIdentity.FirstDifference(
                SettingsJson.Text(MethodFaces.Of(MadeUpSearch.Settings).Complete(MadeUpSearch.Settings, new Seed.Hocon.ProblemList("x"))),
                SettingsJson.Text(again)
            )
        );
    }

    [Fact]
    public void Metrics_are_the_numbers_of_the_search()
    {
        var outcome = MadeUpSearch.Outcome();
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), MethodFaces.Result(outcome), TextWriter.Null);
        using var metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(result, "metrics.json")));
        Assert.Equal(0.8931, metrics.RootElement.GetProperty("testAccuracy").GetDouble());
        Assert.Equal(outcome.View.Best!.Madds, metrics.RootElement.GetProperty("madds").GetInt64());
        Assert.Equal(60, metrics.RootElement.GetProperty("candidates").GetInt32());
        Assert.Equal(1, metrics.RootElement.GetProperty("failed").GetInt32());
        Assert.Equal("completed", metrics.RootElement.GetProperty("status").GetString());
        Assert.InRange(metrics.RootElement.GetProperty("proxy").GetProperty("halvesTau").GetDouble(), 0.2, 1);
    }

    [Fact]
    public void Tables_have_a_row_for_each_candidate_and_quote_what_would_break_them()
    {
        var result = ResultWriter.Write(
            SearchSource.In(_folder.Path),
            MethodFaces.Result(MadeUpSearch.Outcome(failure: "said \"no\", twice")),
            TextWriter.Null
        );
        var lines = File.ReadAllLines(Path.Combine(result, "candidates.csv"));
        Assert.Equal("phase,index,architecture,madds,parameters,score,standard_error,failure,batch_divisor", lines[0]);
        Assert.Equal(1 + 60 + 15, lines.Length);
        Assert.EndsWith(",,,\"said \"\"no\"\", twice\",", lines[6], StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_or_damaged_weights_are_told_and_left_out()
    {
        var blob = PutBlob(Weights);
        File.WriteAllBytes(Path.Combine(_folder.Path, "blobs", blob[..2], blob), [9]);
        var error = new StringWriter();
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), MethodFaces.Result(MadeUpSearch.Outcome(weights: blob)), error);
        Assert.False(File.Exists(Path.Combine(result, "weights.safetensors")));
        Assert.Contains(blob, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_is_replaced_as_a_whole()
    {
        var target = Path.Combine(_folder.Path, "result");
        AtomicDirectory.Replace(target, [FileContent.Text("old.txt", "old"), FileContent.Text("both.txt", "old")]);
        AtomicDirectory.Replace(target, [FileContent.Text("both.txt", "new")]);
        Assert.Equal(["both.txt"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal("new", File.ReadAllText(Path.Combine(target, "both.txt")));
        Assert.Equal(["result"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_result_untouched()
    {
        var target = Path.Combine(_folder.Path, "result");
        AtomicDirectory.Replace(target, [FileContent.Text("a.txt", "old")]);
        Assert.Throws<IOException>(() =>
            AtomicDirectory.Replace(
                target,
                [FileContent.Text("a.txt", "new"), new FileContent("b.txt", _ => throw new IOException("disk full"))]
            )
        );
        Assert.Equal("old", File.ReadAllText(Path.Combine(target, "a.txt")));
        Assert.Equal(["result"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Leftovers_of_a_killed_write_do_no_harm()
    {
        _folder.Write(".result.new/half.txt", "half");
        _folder.Write(".result.old/old.txt", "old");
        var target = Path.Combine(_folder.Path, "result");
        AtomicDirectory.Replace(target, [FileContent.Text("a.txt", "new")]);
        Assert.Equal(["a.txt"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal(["result"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private string PutBlob(byte[] content)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = _folder.Write(Path.Combine("blobs", id[..2], id), "");
        File.WriteAllBytes(path, content);
        return id;
    }
}

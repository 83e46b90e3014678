using Nas.Model.Settings;
using Seed.Tests.Methods.CrNas;
using Testing;

namespace Seed.Tests.Commands;

/// <summary>The commands that ask a search, on the directory of a CR-NAS search that never ran.</summary>
public sealed class ReallocationQueryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Best_is_the_whole_reallocation_with_what_it_was_compared_with()
    {
        var text = await AskAsync("best");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.StartsWith(MadeUpReallocation.Found, text.Out, StringComparison.Ordinal);
        Assert.Contains("final: full reaches a test AP of 35.00 ± 1.00 over 3 seeds", text.Out, StringComparison.Ordinal);
        Assert.Contains("transfer: baseline reaches a test AP of 21.00 ± 1.00 over 3 seeds", text.Out, StringComparison.Ordinal);
        var json = (await AskAsync("best", json: true)).Json;
        Assert.True(json.GetProperty("final").GetBoolean());
        Assert.Equal(MadeUpReallocation.Found, json.GetProperty("architecture").GetString());
        Assert.Equal("stage-only", json.GetProperty("retrained")[0].GetProperty("roles")[1].GetProperty("role").GetString());
    }

    [Fact]
    public async Task Pareto_says_in_a_sentence_that_nothing_is_traded()
    {
        var said = await AskAsync("pareto");
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Matches(
            "^All 66 candidates of operation-search cost the same [0-9,]+ Multiply-Adds, [^\n]*\n$",
            said.Out.ReplaceLineEndings("\n")
        );
        var json = (await AskAsync("pareto", json: true)).Json;
        Assert.Equal(1, json.GetProperty("front").GetArrayLength());
        Assert.StartsWith("All 66", json.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_lists_the_phases_of_the_method()
    {
        var said = await AskAsync("status", upTo: PhaseNames.StageSearch);
        Assert.Equal((0, ""), (said.Code, said.Error));
        foreach (var phase in new[] { "stage-supernet", "stage-search", "operation-supernet", "operation-search", "final", "transfer" })
        {
            Assert.Contains(phase, said.Out, StringComparison.Ordinal);
        }
        Assert.Contains("made-up-detection: running", said.Out, StringComparison.Ordinal);
        Assert.EndsWith(MadeUpReallocation.Allocation, said.Out.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_writes_the_result_and_shows_the_comparison()
    {
        var said = await AskAsync("report");
        Assert.Equal(0, said.Code);
        Assert.Contains("which cannot be told from chance with 3 seeds", said.Out, StringComparison.Ordinal);
        Assert.Contains("full - baseline", said.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Search, "result", "report.html")));
        Assert.Equal(MadeUpReallocation.Found, File.ReadAllText(Path.Combine(Search, "result", "architecture.txt")).Trim());
        Assert.Contains("the winner's weights are missing", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_has_a_line_for_each_candidate_and_run()
    {
        var lines = (await AskAsync("history")).Out.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(66, lines.Count(line => line.StartsWith("candidate  operation-search", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("candidate  operation-search  0  1/*/*,*/*,*,*,*  0.", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("run  final  stage-only-2", StringComparison.Ordinal)
                && line.Contains("test-ap 0.335", StringComparison.Ordinal)
        );
        Assert.StartsWith($"winner  operation-search  ", lines[^1], StringComparison.Ordinal);
        Assert.Contains(MadeUpReallocation.Found, lines[^1], StringComparison.Ordinal);
    }

    private string Search => Path.Combine(_folder.Path, "one");

    private async Task<Said> AskAsync(string command, string? upTo = null, bool json = false)
    {
        if (!Directory.Exists(Search))
            MadeUpReallocation.Write(Search, MadeUpReallocation.Journal(upTo: upTo, weights: new string('a', 64)));
        return await Shell.RunAsync([command, Search, .. json ? (string[])["--json"] : []]);
    }
}

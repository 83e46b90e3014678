using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Fidelity;
using Seed.Output;
using Seed.Results;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Methods.Fidelity;

public class FidelityResultTests
{
    private static readonly FidelitySettings Settings = new()
    {
        Name = "study",
        Data = new DataSettings { Name = "fashion-mnist" },
        Space = new SpaceSettings { Preset = "st-nas-tiny" },
        Langevin = new LangevinSettings { Samples = 3 },
        Proxy = new ProxySettings { OwnImages = true },
        Truth = new TruthSettings { Seeds = 2 },
        Fidelity = new StudySettings
        {
            Architectures = 30,
            Supernets = 2,
            Checkpoints = 2,
            Top = 5,
            Resamples = 100,
        },
    };

    private static readonly StudyLayout Layout = new(Settings);

    [Fact]
    public void The_sentence_has_both_taus_and_what_their_difference_is_worth()
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30));
        Assert.Equal(30, result.Study!.Architectures);
        Assert.Contains("Kendall's tau with the truth over 30 architectures", result.Sentence, StringComparison.Ordinal);
        Assert.Contains(FidelityText.Number(result.Study.Proxies[1].Tau), result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_hold_every_score_and_the_page_is_well_formed()
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30));
        var files = ResultFiles.Of(result, VersionInfo.Of(Settings), null).ToDictionary(file => file.Name, Read);

        var lines = files["scores.csv"].TrimEnd().Split('\n');
        Assert.Equal(1 + 30, lines.Length);
        Assert.All(lines, line => Assert.Equal(3 + 1 + 4 + Layout.Samples.Length + Layout.SameImageSamples.Length, line.Split(',').Length));
        var metrics = JsonDocument.Parse(files["metrics.json"]).RootElement.GetProperty("study");
        Assert.Equal(
            result.Study!.Proxies[0].Tau!.Value.Value,
            metrics.GetProperty("proxies")[0].GetProperty("tau").GetProperty("value").GetDouble(),
            9
        );
        var page = files["report.html"];
        XDocument.Parse(page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        Assert.True(metrics.GetProperty("proxies")[1].GetProperty("tauBeyondMadds").TryGetProperty("low", out _));
        Assert.Contains("Beyond Multiply-Adds", page, StringComparison.Ordinal);
        Assert.Contains("plots/tau-by-samples.svg", files.Keys);
        Assert.Equal(1 + 30, files["truth.csv"].TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void What_is_known_at_equal_cost_is_in_the_page_the_numbers_and_the_tables()
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30));
        var files = ResultFiles.Of(result, VersionInfo.Of(Settings), null).ToDictionary(file => file.Name, Read);
        var study = JsonDocument.Parse(files["metrics.json"]).RootElement.GetProperty("study");

        var equal = study.GetProperty("equalCost");
        Assert.Equal(0.02, equal.GetProperty("band").GetDouble());
        Assert.Equal(result.Study!.EqualCost.Pairs, equal.GetProperty("pairs").GetInt64());
        Assert.True(equal.GetProperty("pairs").GetInt64() > 30);
        Assert.True(equal.GetProperty("proxies")[0].GetProperty("within").TryGetProperty("low", out _));
        Assert.Equal("augmented edges", study.GetProperty("biases")[2].GetProperty("part").GetString());
        Assert.Equal("all", study.GetProperty("finals").GetProperty("proxies").EnumerateArray().Last().GetProperty("among").GetString());
        foreach (var heading in new[] { "At equal cost", "What parts are worth", "Finals on these scores" })
            Assert.Contains($"<h2>{heading}</h2>", files["report.html"], StringComparison.Ordinal);
        Assert.Contains("tau within 2 % of cost", result.TrainedTable, StringComparison.Ordinal);
        Assert.Contains("best of 5 random", result.TrainedTable, StringComparison.Ordinal);
        Assert.Contains("Among those of equal cost (within 2 %", result.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_files_of_a_study_give_its_report_again(bool losses)
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30, losses));
        using var folder = new TempFolder();
        foreach (var file in result.Files)
            File.WriteAllText(folder.File(file.Name), Read(file));

        var again = Again(Settings, folder.File("scores.csv"));
        // Scores are written to six places.
        Assert.Equal(losses ? 8 : 4, result.Study!.Proxies.Length);
        Assert.Equal(result.Study.Proxies.Select(proxy => proxy.Tau?.Value), again.Study!.Proxies.Select(proxy => proxy.Tau?.Value));
        Assert.Equal(
            result.Study.EqualCost.Proxies.Select(proxy => proxy.Within?.Value),
            again.Study.EqualCost.Proxies.Select(proxy => proxy.Within?.Value)
        );
        Assert.Equal(
            result.Study.Biases.Select(bias => Math.Round(bias.Bias!.Value.Low, 2)),
            again.Study.Biases.Select(bias => Math.Round(bias.Bias!.Value.Low, 2))
        );
        Assert.Equal(result.Study.Finals.Proxies.Select(one => one.Chosen), again.Study.Finals.Proxies.Select(one => one.Chosen));
        Assert.Equal(result.Study.Proxies.Select(proxy => proxy.Metric).Distinct(), losses ? new[] { "accuracy", "loss" } : ["accuracy"]);
    }

    /// <summary>A table that may not be passed on is given by its path, and the mean of the truth is in no column.</summary>
    [Fact]
    public void Scores_without_the_truth_are_read_with_a_table()
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30));
        using var folder = new TempFolder();
        var files = result.Files.ToDictionary(file => file.Name, Read);
        File.WriteAllLines(
            folder.File("scores.csv"),
            files["scores.csv"].TrimEnd().Split('\n').Select(line => string.Join(',', line.Split(',').Where((_, column) => column != 3)))
        );
        Assert.Contains(
            "has no file truth.csv beside it",
            Assert.Throws<UserException>(() => Again(Settings, folder.File("scores.csv"))).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(folder.File("table.csv"), files["truth.csv"]);
        var withTable = Settings with { Truth = Settings.Truth with { Table = folder.File("table.csv") } };
        Assert.Equal(result.Study!.Proxies[0].Tau?.Value, Again(withTable, folder.File("scores.csv")).Study!.Proxies[0].Tau?.Value);

        string Fault(FidelitySettings settings) => Assert.Throws<UserException>(() => Again(settings, folder.File("scores.csv"))).Message;
        Assert.Contains(
            "has no column checkpoint-2-0",
            Fault(withTable with { Fidelity = Settings.Fidelity with { Supernets = 3 } }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no losses",
            Fault(withTable with { Proxy = Settings.Proxy with { Metric = "loss" } }),
            StringComparison.Ordinal
        );
        File.WriteAllText(folder.File("table.csv"), "architecture,seed-0\nother,0.5\n");
        Assert.Contains("of which the truth says nothing", Fault(withTable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_makes_the_report_of_a_file_of_scores()
    {
        var result = new FidelityResult(Settings, Outcome(trained: 30));
        using var folder = new TempFolder();
        foreach (var file in result.Files)
            File.WriteAllText(folder.File(file.Name), Read(file));
        File.WriteAllText(folder.File("study.conf"), SettingsJson.Text(Settings));

        var said = await Shell.RunAsync(
            "fidelity",
            folder.File("study.conf"),
            "--scores",
            folder.File("scores.csv"),
            "--dir",
            folder.File("again")
        );
        Assert.Equal((ExitCodes.Done, ""), (said.Code, said.Error));
        Assert.Contains(FidelityText.Number(result.Study!.Proxies[0].Tau?.Value), said.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.File("again"), "result", "report.html")));
        Assert.Equal(
            ExitCodes.UserMistake,
            (await Shell.RunAsync("fidelity", folder.File("study.conf"), "--scores", folder.File("none.csv"))).Code
        );
    }

    private static FidelityResult Again(FidelitySettings settings, string scores) =>
        new(
            settings,
            SearchOutcome.Of(new SearchView("study", SearchStatus.Completed, SettingsJson.Text(settings), [], null, [], []), [], null) with
            {
                ScoresFile = scores,
            }
        );

    [Fact]
    public void Architectures_of_which_something_is_missing_are_left_out()
    {
        Assert.Equal(17, new FidelityResult(Settings, Outcome(trained: 17)).Study!.Architectures);
        var early = new FidelityResult(Settings, Outcome(trained: 2));
        Assert.Null(early.Study);
        Assert.Contains("2 architectures so far", early.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(ResultFiles.Of(early, VersionInfo.Of(Settings), null).Select(Read).ToArray());
    }

    /// <param name="trained">Architectures whose truth is complete; the next one's first seed is trained as well.</param>
    private static SearchOutcome Outcome(int trained, bool losses = false)
    {
        var space = SearchSpaces.Open(Settings.Space);
        var architectures = Layout.ArchitecturesOf(new ConstrainedSpace(space, CostRange.Any));
        var random = RandomStream.For(1, "made-up-study");
        ImmutableArray<double> Scores(int count, int worth) =>
            [.. Enumerable.Range(0, count).Select(_ => 0.5 + (0.01 * worth) + (0.1 * random.NextDouble()))];
        IEnumerable<CandidateView> Candidates(string phase, int columns) =>
            architectures.Select(
                (architecture, i) =>
                    new CandidateView(
                        phase,
                        i,
                        space.Format(architecture),
                        space.MAdds.Of(architecture),
                        space.Parameters.Of(architecture),
                        0.5,
                        0.1,
                        Scores(columns, i),
                        null
                    )
            );
        var runs = Enumerable
            .Range(0, 30 * 2)
            .Select(run => new RunView(
                PhaseNames.Truth,
                $"architecture-{run / 2}-{run % 2}",
                run,
                space.Format(architectures[run / 2]),
                1,
                1,
                1,
                1,
                run <= trained * 2
                    ? ImmutableSortedDictionary<string, double>.Empty.Add("test-top1", Scores(1, run / 2)[0])
                    : ImmutableSortedDictionary<string, double>.Empty,
                "ab"
            ));
        var view = new SearchView("study", SearchStatus.Running, SettingsJson.Text(Settings), [], null, [], [.. runs]);
        ImmutableArray<CandidateView> all =
        [
            .. Candidates(PhaseNames.CheckpointScores, 4),
            .. Candidates(PhaseNames.SampleScores, Layout.Samples.Length),
            .. Candidates(PhaseNames.SameImageScores, Layout.SameImageSamples.Length),
        ];
        return SearchOutcome.Of(view, all, null) with
        {
            Losses = losses
                ? all.ToImmutableDictionary(
                    one => (one.Phase, one.Index),
                    one => one.Scores.Select(score => 2 - (2 * score) + (0.01 * random.NextDouble())).ToImmutableArray()
                )
                : ImmutableDictionary<(string Phase, int Index), ImmutableArray<double>>.Empty,
        };
    }

    private static string Read(FileContent file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

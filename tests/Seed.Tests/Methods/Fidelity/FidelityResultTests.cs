using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.Fidelity;
using Seed.Output;
using Seed.Results;

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
    public void Architectures_of_which_something_is_missing_are_left_out()
    {
        Assert.Equal(17, new FidelityResult(Settings, Outcome(trained: 17)).Study!.Architectures);
        var early = new FidelityResult(Settings, Outcome(trained: 2));
        Assert.Null(early.Study);
        Assert.Contains("2 architectures so far", early.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(ResultFiles.Of(early, VersionInfo.Of(Settings), null).Select(Read).ToArray());
    }

    /// <param name="trained">Architectures whose truth is complete; the next one's first seed is trained as well.</param>
    private static SearchOutcome Outcome(int trained)
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
        return SearchOutcome.Of(
            view,
            [
                .. Candidates(PhaseNames.CheckpointScores, 4),
                .. Candidates(PhaseNames.SampleScores, Layout.Samples.Length),
                .. Candidates(PhaseNames.SameImageScores, Layout.SameImageSamples.Length),
            ],
            null
        );
    }

    private static string Read(FileContent file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}

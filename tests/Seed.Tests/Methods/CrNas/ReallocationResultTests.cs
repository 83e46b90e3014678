using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Seed.Archive;
using Seed.Methods;
using Seed.Methods.CrNas;
using Seed.Results;
using Seed.Results.Html;
using Testing;

namespace Seed.Tests.Methods.CrNas;

public sealed class ReallocationResultTests : IDisposable
{
    private static readonly byte[] WeightsBlob = [4, 5, 6];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_everything_a_person_keeps()
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(WeightsBlob));
        File.WriteAllBytes(_folder.Write(Path.Combine("blobs", id[..2], id), ""), WeightsBlob);
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), Result(weights: id), TextWriter.Null);
        Assert.Equal(
            [
                "architecture.json",
                "architecture.svg",
                "architecture.txt",
                "candidates.csv",
                "metrics.json",
                "plots/final-ap.svg",
                "plots/operation-search.svg",
                "plots/stage-search.svg",
                "plots/transfer-ap.svg",
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
        Assert.Equal(WeightsBlob, File.ReadAllBytes(Path.Combine(result, "weights.safetensors")));
        Assert.Equal(MadeUpReallocation.Found, File.ReadAllText(Path.Combine(result, "architecture.txt")).Trim());
        foreach (var svg in Directory.EnumerateFiles(result, "*.svg", SearchOption.AllDirectories))
            Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);

        var document = ReallocationDocument.Read(File.ReadAllText(Path.Combine(result, "architecture.json")));
        Assert.Equal(MadeUpReallocation.Found, document.Text);
        Assert.Equal(MadeUpReallocation.Unmodified, document.Baseline.Text);
        Assert.Equal("1/1/1,1/1,1,1,1", document.StageOnly.Text);
        // What the journal says that it costs, the document works out anew.
        var best = Result().Outcome.View.Best!;
        Assert.Equal((best.Madds, best.Parameters), (document.Madds, document.Parameters));
        var again = Seed.SearchFiles.SearchFileReader.Read(Path.Combine(result, "search.json"), []);
        Assert.Equal(MadeUpReallocation.Settings.Backbone, ((CrNasSettings)again).Backbone);
    }

    [Fact]
    public void The_report_says_what_is_left_out_of_the_data()
    {
        _folder.Write(
            "data/Annotations/a.xml",
            """
            <annotation><size><width>9</width><height>9</height></size>
            <object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1</xmax><ymax>5</ymax></bndbox></object></annotation>
            """
        );
        foreach (var image in (string[])["a.PNG", "a.bmp"])
            _folder.Write($"data/JPEGImages/{image}", "");
        foreach (var list in (string[])["train", "val", "test"])
            _folder.Write($"data/ImageSets/Main/{list}.txt", "a\n");
        var settings = MadeUpReallocation.Settings with
        {
            Data = new DetectionDataSettings
            {
                Name = "voc",
                Root = Path.Combine(_folder.Path, "data"),
                Categories = 1,
                Damaged = "skip",
                Edition = DetectionDataSettings.Latest,
                ShortSide = 96,
                LongSide = 128,
            },
        };
        var html = Render(Of(settings));
        Assert.Contains("images with several files, of which the first is taken: 1 (a.bmp and a.PNG).", html);
        Assert.Contains("Of the data one entry is left out, the first: ", html);
        Assert.Contains("a.xml, line 2: the object has an empty box, [1, 1, 0, 4]; it is left out.", html);
        // What a run noted is not told a second time.
        var noted = Render(
            (CrNasResult)
                MethodFaces.Result(
                    MadeUpReallocation.Outcome(MadeUpReallocation.Journal(settings: settings)) with
                    {
                        LeftOut = ["b.png cannot be used; it is left out."],
                    }
                )
        );
        Assert.DoesNotContain("Of the data", noted);
        Assert.Contains("b.png cannot be used; it is left out.", noted);
        // On another machine.
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true);
        Assert.DoesNotContain("Of the data", Render(Of(settings)));
    }

    [Fact]
    public void Metrics_hold_every_seed_its_mean_and_the_paired_differences()
    {
        var result = ResultWriter.Write(SearchSource.In(_folder.Path), Result(), TextWriter.Null);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(result, "metrics.json")));
        var metrics = document.RootElement;
        Assert.Equal(MadeUpReallocation.Allocation, metrics.GetProperty("allocation").GetString());
        Assert.Equal(0.35, metrics.GetProperty("testAp").GetDouble(), 12);
        Assert.Equal(1, metrics.GetProperty("stageSearch").GetProperty("failed").GetInt32());
        // 3 + 7 levels of 9.
        Assert.Equal(66, metrics.GetProperty("operationSearch").GetProperty("candidates").GetInt32());
        var final = metrics.GetProperty("trained")[0];
        Assert.Equal(
            ["baseline", "stage-only", "full"],
            final.GetProperty("roles").EnumerateArray().Select(role => role.GetProperty("role").GetString())
        );
        var full = final.GetProperty("roles")[2];
        Assert.Equal(0.36, full.GetProperty("seeds")[1].GetProperty("measures").GetProperty("test-ap").GetDouble());
        Assert.Equal(0.01, full.GetProperty("measures").GetProperty("test-ap").GetProperty("deviation").GetDouble(), 12);
        // 0.04, 0.05, 0.03: mean 0.04, standard deviation 0.01, so a standard error of 0.01 / sqrt 3.
        var difference = final.GetProperty("differences")[1].GetProperty("measures").GetProperty("test-ap");
        Assert.Equal(0.04, difference.GetProperty("mean").GetDouble(), 12);
        Assert.Equal(0.01 / Math.Sqrt(3), difference.GetProperty("standardError").GetDouble(), 12);
        Assert.True(difference.GetProperty("isBeyondChance").GetBoolean());
        Assert.Equal("transfer", metrics.GetProperty("trained")[1].GetProperty("phase").GetString());
    }

    [Fact]
    public void A_difference_is_called_one_only_beyond_its_interval()
    {
        // 0.005, -0.010, 0.015 for the stages alone: 0.33 points with a standard error of 0.73.
        var sentence = Result().Sentence;
        Assert.Contains(
            "resnet_small with 1,1,2,4 blocks, trained by itself, reaches a test AP of 35.00 % (mean of 3 seeds)",
            sentence,
            StringComparison.Ordinal
        );
        Assert.Contains("unmodified (2,2,2,2) it reaches 31.00 %", sentence, StringComparison.Ordinal);
        Assert.Contains(
            "The stage-only result is 0.33 ± 0.73 points of AP above the unmodified backbone, which cannot be told from chance with 3 seeds.",
            sentence,
            StringComparison.Ordinal
        );
        // 4.303 * 0.577 = 2.48.
        Assert.Contains(
            "The full result is 4.00 ± 0.58 points of AP above the unmodified backbone: more than the spread between 3 seeds explains (95 % interval +1.52 to +6.48).",
            sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_seed_tells_nothing_from_chance()
    {
        var sentence = Result(final: [("baseline", [0.1]), ("stage-only", [0.1]), ("full", [0.05])]).Sentence;
        Assert.Contains(
            "The full result is 5.00 points of AP below the unmodified backbone, which cannot be told from chance with 1 seed.",
            sentence,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "1,1/1,1/1,1/1,1",
        "The unmodified backbone and the stage-only result and the full result are one network",
        "nothing better than the backbone as it is"
    )]
    [InlineData("1/1/1,1/1,1,1,1", "The stage-only result and the full result are one network", "left every dilation at 1")]
    [InlineData(
        "1,1/2,1/1,1/1,1",
        "The unmodified backbone and the stage-only result are one network",
        "found the backbone's own allocation"
    )]
    public void Roles_that_are_one_network_are_called_so(string found, string sentence, string reason)
    {
        var said = Result(found: found).Sentence;
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Equal(found == MadeUpReallocation.Unmodified, !said.Contains("The full result is", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_has_a_row_for_each_measure_that_there_is()
    {
        var lines = Result().TrainedTable!.Split(Environment.NewLine);
        Assert.Matches(@"^final +baseline +stage-only +full +stage-only - baseline +full - baseline$", lines[0]);
        Assert.Matches(@"^AP +31\.00 ± 1\.00 +31\.33 ± 1\.89 +35\.00 ± 1\.00 +\+0\.33 ± 0\.73 +\+4\.00 ± 0\.58$", lines[1]);
        Assert.Equal(
            ["AP", "AP50", "AP large", "AR100", "VOC AP50", "MAdds", "parameters", "blocks", "seeds"],
            lines[1..10].Select(line => Regex.Split(line, "  +")[0])
        );
        // The transfer did not train the stage-only result.
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^transfer +baseline +full +full - baseline$"));
    }

    /// <summary>
    /// Four folds whose differences are off by d in turn have an error of d times the root of 3: 0.69 points in the stage search, 3.46 in
    /// the operation search.
    /// </summary>
    [Fact]
    public void What_was_kept_is_said_with_its_difference_and_error()
    {
        var result = (CrNasResult)
            MethodFaces.Result(
                MadeUpReallocation.Outcome(MadeUpReallocation.Journal(MadeUpReallocation.Settings with { DoNoHarm = true }))
            );
        Assert.Equal(ReallocatedBackbone.Plain([1, 1, 2, 4]), result.Found);
        Assert.Equal("1,1,2,4", result.BestAllocation!.Architecture);
        string[] sentences =
        [
            "The stage search replaced the unmodified allocation 2,2,2,2 by 1,1,2,4, which scored 3.00 ± 0.69 points more: better beyond chance (1.64 standard errors) with these weights.",
            "The operation search kept the undilated network 1/1/1,1/1,1,1,1: 1/2/1,3/1,1,2,1 scored 1.00 ± 3.46 points more, which is not better beyond chance (1.64 standard errors).",
        ];
        Assert.Equal(sentences, result.Compared.Select(one => one.Sentence));
        var page = Render(result);
        Assert.All(sentences, sentence => Assert.Contains(sentence, System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal));
        Assert.EndsWith(string.Join(' ', sentences), result.Sentence, StringComparison.Ordinal);
        Assert.Equal(["1,1,2,4", "1/1/1,1/1,1,1,1"], ((CrNasMetrics)result.Metrics).Compared!.Value.Select(one => one.Kept));
    }

    /// <summary>Where no stage has a dilation to choose, what the stage search found is the result.</summary>
    [Fact]
    public void Without_dilations_the_allocation_is_the_result()
    {
        var settings = MadeUpReallocation.Settings with
        {
            Data = MadeUpReallocation.Settings.Data with { ShortSide = 32, LongSide = 32 },
            Backbone = MadeUpReallocation.Settings.Backbone with { Dilations = "readable" },
        };
        var result = (CrNasResult)
            MethodFaces.Result(MadeUpReallocation.Outcome(MadeUpReallocation.Journal(settings, upTo: "stage-search")));
        Assert.Equal(ReallocatedBackbone.Plain([1, 1, 2, 4]), result.Found);
        var page = Render(result);
        Assert.Contains("No stage has any, so that the result is that of the stage search.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Operation search:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_only_some_seeds_have_count_those()
    {
        var outcome = Without(MadeUpReallocation.Outcome(MadeUpReallocation.Journal()), "full-1", "test-ap");
        var full = ((CrNasResult)MethodFaces.Result(outcome)).Final!.Full!;
        Assert.Equal((2, 0.345), (full.Of("test-ap")!.Seeds, Math.Round(full.Of("test-ap")!.Mean, 12)));
        Assert.Equal(2, full.Less(((CrNasResult)MethodFaces.Result(outcome)).Final!.Baseline!, "test-ap")!.Seeds);
    }

    [Theory]
    [InlineData(PhaseNames.StageSupernet, "No architecture has been scored yet.", 0)]
    [InlineData(PhaseNames.StageSearch, "The best allocation of blocks so far is 1,1,2,4, with a proxy score of", 1)]
    [InlineData(PhaseNames.OperationSearch, "The best reallocation so far is resnet_small with 1,1,2,4 blocks, a detector of", 2)]
    public void A_search_that_is_not_finished_says_how_far_it_is(string phase, string sentence, int figures)
    {
        var result = Result(upTo: phase);
        Assert.StartsWith(sentence, result.Sentence, StringComparison.Ordinal);
        var page = Render(result);
        Assert.Contains("not finished (running)", page, StringComparison.Ordinal);
        Assert.Equal(figures, Regex.Count(page, "<figure>"));
        Assert.Equal(phase == PhaseNames.OperationSearch, page.Contains("class=\"drawing\"", StringComparison.Ordinal));
        Assert.NotEmpty(ResultFiles.Of(result, VersionInfo.Of(MadeUpReallocation.Settings), null).ToArray());
    }

    [Fact]
    public void The_page_is_well_formed_needs_nothing_and_says_what_matters()
    {
        var page = Render(Result());
        var body = XDocument.Parse(
            page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]
        );
        var ids = body.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (var used in Regex.Matches(page, @"url\(#([^)]+)\)").Select(match => match.Groups[1].Value))
            Assert.Contains(used, ids);
        Assert.DoesNotMatch(new Regex("<(script|link|img|iframe)|(src|href)=|@import"), page);
        Assert.Equal(4, Regex.Count(page, "<figure>"));
        // A table each for the final detectors and the transfer, with the same cells in every row.
        var tables = body.Descendants("table").Where(table => table.Element("thead") is not null).ToArray();
        Assert.Equal(2, tables.Length);
        Assert.All(
            tables,
            table =>
                Assert.All(
                    table.Element("tbody")!.Elements("tr"),
                    row => Assert.Equal(table.Element("thead")!.Element("tr")!.Elements("th").Count(), row.Elements("td").Count())
                )
        );
        Assert.Contains("under retinanet-fpn, on procedural-detection", page, StringComparison.Ordinal);
        Assert.Contains("cannot be told from chance with 3 seeds", page, StringComparison.Ordinal);
        Assert.Contains(">" + MadeUpReallocation.Found + "<", page, StringComparison.Ordinal);
        Assert.Contains("plain one-shot proxy", page, StringComparison.Ordinal);
        foreach (
            var caveat in new[]
            {
                "The images are procedural",
                "which is few",
                "short side of 96 pixels",
                "4,800 images",
                "shared weights",
                "completed at random",
                "was run once",
            }
        )
        {
            Assert.Contains(caveat, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Caveats_are_those_of_the_search()
    {
        var settings = MadeUpReallocation.Settings with
        {
            Data = new DetectionDataSettings
            {
                Name = "coco",
                Root = "/coco",
                Categories = 80,
            },
            Final = new FinalSettings
            {
                Steps = 90_000,
                Batch = 16,
                Seeds = 10,
            },
            Backbone = new BackboneSettings { Name = "resnet_small", Weights = "w.safetensors" },
            OperationSearch = new OperationSearchSettings { Name = "evolution" },
        };
        var caveats = string.Join(
            '\n',
            ((CrNasResult)MethodFaces.Result(MadeUpReallocation.Outcome(MadeUpReallocation.Journal(settings)))).Report.Caveats
        );
        foreach (var absent in new[] { "procedural", "which is few", "short side", "usual schedule", "on classification first", "greedy" })
        {
            Assert.DoesNotContain(absent, caveats, StringComparison.Ordinal);
        }
        Assert.Contains("was run once", caveats, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_the_weights_show_as_spread_and_agreement()
    {
        var result = Result(samples: 4);
        Assert.Equal(
            ["stage-search", "sample-agreement", "operation-search", "final-ap", "transfer-ap"],
            result.Plots.Select(plot => plot.Name)
        );
        Assert.Contains("mean over 4 samples of the shared weights", Render(result), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stage_plot_says_where_the_unmodified_backbone_stands()
    {
        var plot = Result().Plots.Single(plot => plot.Name == "stage-search");
        var allocations = MadeUpReallocation
            .Outcome(MadeUpReallocation.Journal())
            .Candidates.Where(c => c is { Phase: PhaseNames.StageSearch, Score: not null })
            .ToArray();
        var rank = 1 + allocations.Count(c => c.Score > allocations.Single(one => one.Architecture == "2,2,2,2").Score);
        Assert.Contains($"the unmodified 2,2,2,2 has rank {rank} of {allocations.Length}.", plot.Caption, StringComparison.Ordinal);
        Assert.Contains("best: 1,1,2,4", plot.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_beam_plot_keeps_as_many_a_level_as_the_beam_is_wide()
    {
        var series = Result()
            .Plots.Single(plot => plot.Name == "operation-search")
            .Model.Series.OfType<OxyPlot.Series.ScatterSeries>()
            .ToDictionary(one => one.Title);
        var kept = series["kept"].Points.GroupBy(point => point.X).ToDictionary(level => (int)level.Key, level => level.Count());
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 1], Enumerable.Range(1, 8).Select(decided => kept[decided]));
        Assert.Equal(66, series["kept"].Points.Count + series["dropped"].Points.Count);
    }

    private static CrNasResult Result(
        int samples = 0,
        string? upTo = null,
        string found = MadeUpReallocation.Found,
        string weights = "ab",
        ImmutableArray<(string, ImmutableArray<double>)>? final = null
    ) =>
        (CrNasResult)
            MethodFaces.Result(
                MadeUpReallocation.Outcome(
                    MadeUpReallocation.Journal(samples: samples, upTo: upTo, found: found, weights: weights, final: final)
                )
            );

    private static CrNasResult Of(CrNasSettings settings) =>
        (CrNasResult)MethodFaces.Result(MadeUpReallocation.Outcome(MadeUpReallocation.Journal(settings: settings)));

    private static string Render(CrNasResult result) => ReportPage.Render(result, VersionInfo.Of(MadeUpReallocation.Settings));

    private static SearchOutcome Without(SearchOutcome outcome, string run, string measure)
    {
        var runs = outcome.View.Runs.Select(one =>
            one.Name == run && one.Phase == PhaseNames.Final ? one with { Measures = one.Measures.Remove(measure) } : one
        );
        return outcome with { View = outcome.View with { Runs = [.. runs] } };
    }
}

using System.Collections.Immutable;
using System.Xml.Linq;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Tables;
using Seed.Methods;
using Seed.Methods.BlackBox;
using Seed.Results;
using Seed.Results.Html;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Methods.BlackBox;

public sealed class BlackBoxResultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_regret_is_against_the_best_row_inside_the_constraint()
    {
        var settings = Example();
        var outcome = Outcome(settings, candidates: 10);
        var result = Assert.IsType<BlackBoxResult>(MethodFaces.Result(outcome));
        var table = Table.Read(settings.Space.Table!, settings.Space.Columns);
        var eligible = table
            .Space.Architectures.All.Where(row => table.Space.MAdds.Of(row) is >= 1_000_000 and <= 100_000_000)
            .Select(table.ScoreOf)
            .ToArray();
        var found = outcome.View.Best!.Score!.Value;
        Assert.Equal(
            (eligible.Max(), eligible.Length, eligible.Max() - found, eligible.Count(score => score > found)),
            (result.Truth!.Score, result.Truth.Rows, result.Truth.Regret, result.Truth.Better)
        );
        Assert.True(eligible.Length < table.Space.Architectures.Count);
        Assert.Equal(["score-against-cost", "best-so-far", "regret"], result.Plots.Select(plot => plot.Name));
    }

    [Fact]
    public void The_report_is_well_formed_and_says_what_matters()
    {
        var outcome = Outcome(Example(), candidates: 10);
        var result = MethodFaces.Result(outcome);
        var page = ReportPage.Render(result, VersionInfo.Of(outcome.Settings));
        _ = XDocument.Parse(page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        Assert.Contains(outcome.View.Best!.Architecture, page, StringComparison.Ordinal);
        Assert.Contains("column <code>accuracy</code>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>activation</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy", page.Split("<h2>Settings</h2>")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("MAdds", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<figure>").Length - 1);
    }

    [Fact]
    public void The_report_says_what_of_the_table_was_left_out_and_no_name_in_it_does_harm()
    {
        const string evil = "\u001b[2J\u202e";
        var path = _folder.Write(
            "t.csv",
            $",k{evil},flops{evil},acc{evil}\n0,1,1,0.1\n1,1.0,2,0.2\n2,2{evil},3,0.3\n3,3,4,n/a\n4,4,5,n/a\n"
        );
        var search = _folder.Write(
            "s.conf",
            $$"""
            name = s, method = black-box
            space { table = "{{path}}", columns { objective = "acc{{evil}}", cost = "flops{{evil}}", bad-rows = skip } }
            strategy { name = random, candidates = 3 }
            """
        );
        var outcome = Outcome((BlackBoxSettings)SearchFileReader.Read(search, []), candidates: 3);
        var result = MethodFaces.Result(outcome);
        var page = ReportPage.Render(result, VersionInfo.Of(outcome.Settings));
        _ = XDocument.Parse(page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        Assert.DoesNotContain(page, letter => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter == '\u202e');
        Assert.All(result.Plots, plot => XDocument.Parse(plot.ToSvg()));
        Assert.Contains(
            "columns without a name, as pandas writes the numbers of rows, mean nothing to the search: Unnamed: 0",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("2 rows are left out, the first: ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_gone_takes_nothing_away_but_the_regret()
    {
        var settings = Example();
        var copy = _folder.Write("copy.csv", File.ReadAllText(settings.Space.Table!));
        settings = settings with { Space = settings.Space with { Table = copy } };
        var outcome = Outcome(settings, candidates: 10);
        File.Delete(copy);
        var result = (BlackBoxResult)MethodFaces.Result(outcome);
        Assert.Null(result.Truth);
        Assert.Equal(["score-against-cost", "best-so-far"], result.Plots.Select(plot => plot.Name));
        Assert.Contains(result.Report.Caveats, caveat => caveat.Contains("copy.csv: there is no such file", StringComparison.Ordinal));
    }

    [Fact]
    public void A_search_that_has_scored_nothing_says_so() =>
        Assert.Equal("No architecture has been scored yet.", MethodFaces.Result(Outcome(Example(), candidates: 0)).Sentence);

    private static BlackBoxSettings Example() =>
        (BlackBoxSettings)
            SearchFileReader.Read(
                Path.Combine(TestData.Repository, "hocon", "searches", "table-example.conf"),
                ["constraint.cost=[1M, 100M]"]
            );

    /// <summary>A finished search of random candidates that never ran.</summary>
    private static SearchOutcome Outcome(BlackBoxSettings settings, int candidates)
    {
        var spaces = new BlackBoxPhaseSpaces(settings);
        var space = spaces.Open(SpacePart.Whole, BlackBoxPhaseSpaces.RangeOf(settings));
        var random = RandomStream.For(3, "made-up-table");
        ImmutableArray<CandidateView> searched =
        [
            .. Enumerable
                .Range(0, candidates)
                .Select(index =>
                {
                    var architecture = space.Sample(random);
                    var score = spaces.Table!.ScoreOf(architecture);
                    return new CandidateView(
                        PhaseNames.Search,
                        index,
                        spaces.Space.Format(architecture),
                        spaces.Space.MAdds.Of(architecture),
                        spaces.Space.Parameters.Of(architecture),
                        score,
                        null,
                        [score],
                        null
                    );
                }),
        ];
        ImmutableArray<CandidateView> front =
        [
            .. searched.Where(c => !searched.Any(o => o.Score > c.Score && o.Madds <= c.Madds)).OrderBy(c => c.Madds),
        ];
        var phase = new PhaseView(PhaseNames.Search, PhaseStatus.Completed, candidates, candidates, "candidates", null);
        var view = new SearchView(
            settings.Name,
            SearchStatus.Completed,
            SettingsJson.Text(settings),
            [phase],
            searched.MaxBy(c => c.Score),
            front,
            []
        );
        return SearchOutcome.Of(view, searched, dataNotice: null);
    }
}

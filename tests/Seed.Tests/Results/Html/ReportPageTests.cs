using System.Text.RegularExpressions;
using System.Xml.Linq;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Methods;
using Seed.Results;
using Seed.Results.Html;
using Testing;

namespace Seed.Tests.Results.Html;

public class ReportPageTests
{
    [Fact]
    public void Needs_nothing_from_anywhere()
    {
        var page = Render(MadeUpSearch.Outcome());
        Assert.DoesNotMatch(new Regex("<(script|link|img|iframe)"), page);
        Assert.DoesNotMatch(new Regex("(src|href)="), page);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex(@"url\((?!#)"), page);
    }

    [Fact]
    public void Is_well_formed_and_every_id_is_unique()
    {
        var page = Render(MadeUpSearch.Outcome());
        // The body keeps to XML where HTML allows it.
        var body = XDocument.Parse(
            page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]
        );
        var ids = body.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (var used in Regex.Matches(page, @"url\(#([^)]+)\)").Select(match => match.Groups[1].Value))
            Assert.Contains(used, ids);
    }

    [Fact]
    public void Says_what_matters()
    {
        var outcome = MadeUpSearch.Outcome();
        var page = Render(outcome);
        Assert.Contains("89.31 %", page, StringComparison.Ordinal);
        Assert.Contains("88.74 %", page, StringComparison.Ordinal);
        Assert.Contains("-0.57 points", page, StringComparison.Ordinal);
        Assert.Contains(outcome.View.Best!.Architecture, page, StringComparison.Ordinal);
        Assert.Contains("T = 1, the true posterior", page, StringComparison.Ordinal);
        Assert.Contains("polynomial: eps_t", page, StringComparison.Ordinal);
        Assert.Contains("one seed", page, StringComparison.Ordinal);
        Assert.Contains("langevin run search.json", page, StringComparison.Ordinal);
        Assert.Contains("<code>strategy.candidates</code></td><td><code>200</code>", page, StringComparison.Ordinal);
        Assert.Equal(4, Regex.Count(page, "<figure>"));
    }

    [Fact]
    public void Says_plainly_what_was_not_as_asked()
    {
        Assert.DoesNotContain("Not the data asked for", Render(MadeUpSearch.Outcome()), StringComparison.Ordinal);
        Assert.Contains("Not the data asked for", Render(MadeUpSearch.Outcome(notice: "procedural was used")), StringComparison.Ordinal);
        Assert.Contains("not finished (running)", Render(MadeUpSearch.Outcome(status: SearchStatus.Running)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_of_the_data_is_said_the_first_ones_in_full()
    {
        using var folder = new TempFolder();
        using (var directory = SearchDirectory.Open(folder.Path))
            directory.Note([.. Enumerable.Range(0, 2030).Select(i => $"image {i:00} was skipped \u001b[2J")]);
        var page = Render(MadeUpSearch.Outcome() with { LeftOut = SearchDirectory.ReadNotes(folder.Path) });
        Assert.Contains("<li>image 00 was skipped \\u001b[2J</li>", page, StringComparison.Ordinal);
        Assert.Contains("image 19 ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("image 20 ", page, StringComparison.Ordinal);
        Assert.Contains("<li>2,010 more entries are left out.</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tempered_or_absent_posterior_is_named()
    {
        var cold = MadeUpSearch.Settings with
        {
            Langevin = new LangevinSettings
            {
                Samples = 4,
                Temperature = 0.1,
                Schedule = "cyclic",
            },
        };
        Assert.Contains("T = 0.1, a tempered (&quot;cold&quot;) posterior", Render(MadeUpSearch.Outcome(cold)), StringComparison.Ordinal);
        Assert.Contains("cyclic: cosine to zero", Render(MadeUpSearch.Outcome(cold)), StringComparison.Ordinal);
        var plain = MadeUpSearch.Settings with { Langevin = new LangevinSettings { Samples = 0 } };
        Assert.Contains("Plain one-shot proxy", Render(MadeUpSearch.Outcome(plain)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_text_stays_text()
    {
        const string hostile = "\"><script>alert(1)</script><b a='";
        var settings = MadeUpSearch.Settings with
        {
            Data = new DataSettings { Name = hostile, Root = hostile },
        };
        var outcome = MadeUpSearch.Outcome(settings, notice: hostile);
        var view = outcome.View with { Phases = [new PhaseView(hostile, PhaseStatus.Completed, 1, 1, hostile, hostile)] };
        var page = Render(SearchOutcome.Of(view, outcome.Candidates, hostile));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a='", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_without_candidates_has_a_page_too()
    {
        var page = Render(MadeUpSearch.Outcome(candidates: 0, status: SearchStatus.Suspended));
        Assert.Contains("No architecture has been scored yet.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure>", page, StringComparison.Ordinal);
    }

    private static string Render(SearchOutcome outcome) => ReportPage.Render(MethodFaces.Result(outcome), VersionInfo.Of(outcome.Settings));
}

using Nas.Model;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Methods.BlackBox;

public sealed class BlackBoxSearchFileTests : IDisposable
{
    private const string Head = "name = test\nmethod = black-box\n";
    private const string Csv = "a,b,accuracy,flops\n1,x,50,10\n2,x,60,20\n2,y,70,30\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_is_found_beside_the_file_and_what_it_is_is_recorded()
    {
        var path = _folder.Write("scores.csv", Csv);
        var settings = Read("space.table = scores.csv");
        Assert.Equal(Path.GetFullPath(path), settings.Space.Table);
        Assert.Matches("^[0-9a-f]{64}$", settings.Space.TableHash);
        Assert.Equal(
            ("accuracy", "flops", null),
            (settings.Space.Columns.Objective, settings.Space.Columns.Cost, settings.Space.Columns.Parameters)
        );
        Assert.Equal("flops", settings.CostUnit);
        Assert.Equal("32", settings.Strategy.Options["population"]!.ToJsonString());
        Assert.Equal(SettingsJson.Text(settings), SettingsJson.Text(Read(SettingsJson.Text(settings), whole: true)));
    }

    [Fact]
    public void A_table_that_was_changed_since_its_hash_was_recorded_is_refused()
    {
        _folder.Write("scores.csv", Csv);
        var recorded = SettingsJson.Text(Read("space.table = scores.csv"));
        _folder.Write("scores.csv", Csv + "3,y,80,40\n");
        Assert.Contains("is not the table that the search began with", Wrong(recorded, whole: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_decisions_and_a_command_are_kept_in_their_order_and_run_beside_the_file()
    {
        var settings = Read(
            """
            space.decisions { width = [8, 16], act = [relu, "a,b"] }
            evaluator { command = ["python3", "score.py"], samples = 3 }
            """
        );
        Assert.Equal("""{"width":[8,16],"act":["relu","a,b"]}""", settings.Space.Decisions!.ToJsonString());
        Assert.Equal(["python3", "score.py"], settings.Evaluator.Command!.Value);
        Assert.Equal(Path.GetFullPath(_folder.Path), settings.Evaluator.Directory);
        Assert.Null(settings.CostUnit);
        Assert.Equal("MAdds", Read("space.preset = st-nas-fashion\nevaluator.command = [\"true\"]").CostUnit);
    }

    /// <summary>Topologies are drawn as in ST-NAS; the usual way leaves settings, and so their name, as before there was a key.</summary>
    [Fact]
    public void A_topology_is_drawn_as_it_is_told()
    {
        const string Search = "evaluator.command = [\"true\"]\nspace { preset = st-nas-fashion, sampling = SAMPLING }";
        var (usual, options, topology) = (
            Read("evaluator.command = [\"true\"]\nspace { preset = st-nas-fashion }"),
            Read(Search.Replace("SAMPLING", "options", StringComparison.Ordinal)),
            Read(Search.Replace("SAMPLING", "topology", StringComparison.Ordinal))
        );
        Assert.Equal(SettingsJson.Text(usual), SettingsJson.Text(options));
        Assert.DoesNotContain("sampling", SettingsJson.Text(usual), StringComparison.Ordinal);
        double Edges(BlackBoxSettings settings) =>
            TopologyDraws.Of(new BlackBoxPhaseSpaces(settings).Open(SpacePart.Whole, CostRange.Any))!.Edges;
        Assert.Equal((7.5, 4.5), (Math.Round(Edges(usual), 9), Math.Round(Edges(topology), 9)));
    }

    [Theory]
    [InlineData("space {}", "space: needs exactly one of table, decisions, preset and plugin, and has none")]
    [InlineData("space { table = scores.csv, preset = st-nas-cifar }", "has space.table and space.preset")]
    [InlineData("space.table = none.csv", "there is no such file")]
    [InlineData("space { table = scores.csv, columns.objective = acuracy }", "did you mean 'accuracy'?")]
    [InlineData(
        "space { table = scores.csv, sampling = topology }",
        "space.sampling: is for spaces of topologies, and this is none; remove it"
    )]
    [InlineData("space { table = scores.csv, columns.decisions = [a] }", "line 4: is the architecture a=2, as line 3 is")]
    [InlineData("space { table = scores.csv, columns.direction = up }", "space.columns.direction: must be max or min")]
    [InlineData("space { table = scores.csv, colums.objective = accuracy }", "did you mean space.columns?")]
    [InlineData("space { decisions { a = [1, 2] } }", "evaluator.command: is missing")]
    [InlineData("space { decisions { a = [1, 1] } }, evaluator.command = [\"true\"]", "space.decisions.a has the option 1 twice")]
    [InlineData("space { preset = st-nas-fashon }, evaluator.command = [\"true\"]", "did you mean st-nas-fashion?")]
    [InlineData("space { table = scores.csv }, evaluator.samples = 2", "a table says the same every time")]
    [InlineData("space { table = scores.csv }, evaluator.command = []", "must name a program")]
    [InlineData("space { table = scores.csv }, evaluator { command = [\"true\"], time-limit = 3600 }", "devices.stuck-after, 60 min")]
    [InlineData("space { table = scores.csv }, evaluator { command = [\"true\"], directory = nowhere }", "there is no directory")]
    [InlineData(
        "space { decisions { a = [1, 2] } }, evaluator.command = [\"true\"], constraint.cost = [1, 2]",
        "bounds nothing, for the space has no cost"
    )]
    [InlineData("space { table = scores.csv }, constraint.cost = [20, 10]", "is empty")]
    public void Every_mistake_is_named_with_its_remedy(string text, string told)
    {
        _folder.Write("scores.csv", Csv);
        Assert.Contains(
            told,
            Wrong(
                text.Replace(", evaluator", "\nevaluator", StringComparison.Ordinal)
                    .Replace(", constraint", "\nconstraint", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );
    }

    private BlackBoxSettings Read(string text, bool whole = false) =>
        (BlackBoxSettings)SearchFileReader.Read(_folder.Write("search.conf", whole ? text : Head + text), []);

    private string Wrong(string text, bool whole = false) => Assert.ThrowsAny<UserException>(() => Read(text, whole)).Message;
}

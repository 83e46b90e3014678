using Nas.Model.Settings;
using Nas.Model.Tables;

namespace Nas.Model.Tests.Tables;

public sealed class TableReadingTests : IDisposable
{
    private const string Good = """
        # made up
        kernel,act,score,madds,params
        5,relu,0.5,200,20
        3,relu,0.25,100,10
        11,"a, b",75%,300,30

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_csv_file_is_a_space_of_its_rows()
    {
        var table = Read(Good);
        Assert.Equal(["kernel", "act"], table.Space.Decisions.Select(decision => decision.Name));
        Assert.Equal(["3", "5", "11"], table.Space.Decisions[0].Options);
        Assert.Equal(["a, b", "relu"], table.Space.Decisions[1].Options);
        Assert.Equal(3, table.Space.Count);
        Assert.Equal(["kernel=3,act=relu", "kernel=5,act=relu", "kernel=11,act=a%2C%20b"], table.Space.Architectures.All.Select(table.Space.Format));
        Assert.All(table.Space.Architectures.All, row => Assert.Equal(row, table.Space.Parse(table.Space.Format(row))));
        var best = table.Space.Parse("kernel=11,act=a%2C%20b");
        Assert.Equal((best, 0.75, 300L, 30L), (table.Best, table.ScoreOf(best), table.Space.MAdds.Of(best), table.Space.Parameters.Of(best)));
        Assert.Equal(("score", "madds", "params"), (table.Columns.Objective, table.Columns.Cost, table.Columns.Parameters));
    }

    [Theory]
    [InlineData(";"), InlineData("\t")]
    public void Semicolons_tabs_and_a_byte_order_mark_make_no_difference(string delimiter)
    {
        var plain = Read("a,b,score\n1,x,2\n");
        var other = Read("\ufeffa,b,score\r\n1,x,2\r\n".Replace(",", delimiter, StringComparison.Ordinal));
        Assert.Equal(plain.Space.Format(plain.Best), other.Space.Format(other.Best));
        Assert.Equal(2, other.ScoreOf(other.Best));
    }

    [Fact]
    public void The_order_of_rows_changes_nothing_but_the_hash()
    {
        var (one, other) = (Read("a,b,score\n1,x,2\n10,y,3\n2,x,1\n"), Read("a,b,score\n2,x,1\n10,y,3\n1,x,2\n"));
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Equal(one.Space.Decisions.SelectMany(decision => decision.Options), other.Space.Decisions.SelectMany(decision => decision.Options));
        Assert.Equal(one.Space.Architectures.All, other.Space.Architectures.All);
        Assert.Equal(one.Space.Architectures.All.Select(one.ScoreOf), other.Space.Architectures.All.Select(other.ScoreOf));
    }

    [Fact]
    public void Less_is_better_where_the_direction_is_min_and_the_scale_applies()
    {
        var table = Read("a,latency\n1,30\n2,20\n", new TableSettings { Objective = "latency", Direction = "min", Scale = 0.1 });
        Assert.Equal("a=2", table.Space.Format(table.Best));
        Assert.Equal((-2.0, 20.0), (table.ScoreOf(table.Best), table.ValueOf(table.Best)));
        Assert.Null(table.Columns.Cost);
    }

    [Fact]
    public void Json_may_be_a_list_of_rows_or_an_object_of_rows()
    {
        var list = Read("""[{"w": 8, "act": true, "acc": [0.1, 0.2], "cost": {"flops": 7}}, {"act": false, "w": 16, "acc": [0.3, null], "cost": {"flops": 9}}]""",
            new TableSettings { Objective = "acc[0]", Cost = "cost.flops", Ignore = ["acc[1]"] }, "t.json");
        Assert.Equal(["w=8,act=true", "w=16,act=false"], list.Space.Architectures.All.Select(list.Space.Format));
        Assert.Equal((0.3, 9L), (list.ScoreOf(list.Best), list.Space.MAdds.Of(list.Best)));

        var keyed = Read("""{"01": {"score": 1, "note": "x"}, "21": {"score": 2, "note": "y"}}""", name: "t.json");
        Assert.Equal(["layer1", "layer2"], keyed.Space.Decisions.Select(decision => decision.Name));
        Assert.Equal("21", keyed.Space.Format(keyed.Best));
    }

    [Fact]
    public void Cell_strings_of_nas_bench_201_expand_to_their_edges()
    {
        const string First = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|nor_conv_1x1~1|avg_pool_3x3~2|";
        const string Second = "|none~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";
        var table = Read($"id,arch,cifar10,flops\n0,{First},91.5,15.2\n1,{Second},93.25,40.1\n", new TableSettings { Objective = "cifar10", CostScale = 1e6 });
        Assert.Equal(["0-1", "0-2", "1-2", "0-3", "1-3", "2-3"], table.Space.Decisions.Select(decision => decision.Name));
        Assert.Equal(["node1", "node2", "node2", "node3", "node3", "node3"], table.Space.Decisions.Select(decision => decision.Group));
        Assert.Equal(Second, table.Space.Format(table.Best));
        Assert.Equal(15_200_000, table.Space.MAdds.Of(table.Space.Parse(First)));
        var missing = Assert.Throws<UserException>(() => table.Space.Parse(First.Replace("avg_pool_3x3", "none", StringComparison.Ordinal)));
        Assert.Contains("no such row", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,score\n1,2\n1,3\n", "line 3: is the architecture a=1, as line 2 is")]
    [InlineData("a,score\n1,2\n2,n/a\n", "line 3: column 'score' has 'n/a', which is no number")]
    [InlineData("a,score\n1,2\n2,NaN\n", "line 3: column 'score' has 'NaN', which is no number")]
    [InlineData("a,score\n1,2\n2,\n", "line 3: column 'score' has no value")]
    [InlineData("a,score\n1,2\n,3\n", "line 3: column 'a' has no value")]
    [InlineData("a,score\n1,2\n2,3,4\n", "line 3: has 3 cells, where the file has 2 columns")]
    [InlineData("a,score,madds\n1,2,3\n2,3,4.5\n", "line 3: column 'madds' has '4.5', and a cost is a whole number: set space.columns.cost-scale")]
    [InlineData("a,score,madds\n1,2,3\n2,3,-4\n", "line 3: column 'madds' has '-4', and a cost is from 0")]
    [InlineData("arch,score\n|x~0|,2\nx~0,3\n", "line 3: column 'arch' has 'x~0', which is no architecture")]
    [InlineData("arch,score\n|x~0|,2\n|x~0|+|x~0|y~1|,3\n", "line 3: has 3 decisions, where line 2 has 1")]
    public void A_bad_row_is_named_with_its_line_or_skipped_where_the_settings_say_so(string text, string complaint)
    {
        var error = Assert.Throws<DamagedFileException>(() => Read(text));
        Assert.Contains("t.csv, " + complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("set space.columns.bad-rows = skip", error.Message, StringComparison.Ordinal);

        var skipped = Read(text, new TableSettings { BadRows = "skip" });
        Assert.Equal(1, skipped.Space.Count);
        Assert.Contains(complaint, Assert.Single(skipped.Skipped), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,score\n", "has no row that can be used")]
    [InlineData("a,a,score\n1,2,3\n", "two columns are named 'a'")]
    [InlineData("a,,score\n1,2,3\n", "a column has no name")]
    [InlineData("a,b\n1,2\n", "has no column named score, objective")]
    [InlineData("score\n1\n", "has no column of decisions")]
    [InlineData("a,score\n\"1,2\n", "the quotes do not match")]
    public void A_file_that_is_no_table_is_refused_in_a_sentence(string text, string complaint)
    {
        var error = Assert.ThrowsAny<UserException>(() => Read(text));
        Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message.Trim());
    }

    [Theory]
    [InlineData("[{\"a\": 1,]", "line 1: is not JSON")]
    [InlineData("7", "no table: write a list of rows")]
    [InlineData("[7, {\"a\": 1, \"score\": 2}]", "row 1: is no object")]
    [InlineData("{\"k1\": {\"score\": 1}, \"k1\": {\"score\": 2}}", "row \"k1\": is the architecture k1, as row \"k1\" is")]
    [InlineData("[{\"a\": 1, \"score\": 2, \"score\": 3}]", "row 1: has two values for 'score'")]
    public void Bad_json_is_refused_in_a_sentence(string text, string complaint)
    {
        var error = Assert.ThrowsAny<UserException>(() => Read(text, name: "t.json"));
        Assert.Contains("t.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_the_nearest_that_is()
    {
        var error = Assert.Throws<UserException>(() => Read(Good, new TableSettings { Objective = "scoer" }));
        Assert.Contains("has no column 'scoer', which space.columns.objective names (did you mean 'score'?)", error.Message, StringComparison.Ordinal);
        Assert.Contains("two meanings", Assert.Throws<UserException>(() => Read(Good, new TableSettings { Decisions = ["act", "madds"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_changed_is_refused()
    {
        Assert.Contains("no such file", Assert.Throws<UserException>(() => Table.Read(Path.Combine(_folder.Path, "none.csv"), new TableSettings())).Message, StringComparison.Ordinal);
        var path = _folder.Write("t.csv", Good);
        var hash = Table.Read(path, new TableSettings()).Hash;
        _ = Table.Read(path, new TableSettings(), hash);
        File.AppendAllText(path, "13,relu,1,1,1\n");
        Assert.Contains("is not the table that the search began with", Assert.Throws<UserException>(() => Table.Read(path, new TableSettings(), hash)).Message, StringComparison.Ordinal);
    }

    private Table Read(string text, TableSettings? settings = null, string name = "t.csv") => Table.Read(_folder.Write(name, text), settings ?? new TableSettings());
}

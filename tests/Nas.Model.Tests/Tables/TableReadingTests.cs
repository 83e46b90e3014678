using Nas.Model.Settings;
using Nas.Model.Tables;
using Testing;

namespace Nas.Model.Tests.Tables;

public sealed class TableReadingTests : IDisposable
{
    private const string Good = """
        # made up
        kernel,act,score,madds,params
        5,relu,0.5,200,20
        3,relu,0.25,100,10
        11,"a, b",0.75,300,30

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
        Assert.Equal(
            ["kernel=3,act=relu", "kernel=5,act=relu", "kernel=11,act=a%2C%20b"],
            table.Space.Architectures.All.Select(table.Space.Format)
        );
        Assert.All(table.Space.Architectures.All, row => Assert.Equal(row, table.Space.Parse(table.Space.Format(row))));
        var best = table.Space.Parse("kernel=11,act=a%2C%20b");
        Assert.Equal(
            (best, 0.75, 300L, 30L),
            (table.Best, table.ScoreOf(best), table.Space.MAdds.Of(best), table.Space.Parameters.Of(best))
        );
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
        Assert.Equal(
            one.Space.Decisions.SelectMany(decision => decision.Options),
            other.Space.Decisions.SelectMany(decision => decision.Options)
        );
        Assert.Equal(one.Space.Architectures.All, other.Space.Architectures.All);
        Assert.Equal(one.Space.Architectures.All.Select(one.ScoreOf), other.Space.Architectures.All.Select(other.ScoreOf));
    }

    [Fact]
    public void Less_is_better_where_the_direction_is_min_and_the_scale_applies()
    {
        var table = Read(
            "a,latency\n1,30\n2,20\n",
            new TableSettings
            {
                Objective = "latency",
                Direction = "min",
                Scale = 0.1,
            }
        );
        Assert.Equal("a=2", table.Space.Format(table.Best));
        Assert.Equal((-2.0, 20.0), (table.ScoreOf(table.Best), table.ValueOf(table.Best)));
        Assert.Null(table.Columns.Cost);
    }

    [Fact]
    public void Json_may_be_a_list_of_rows_or_an_object_of_rows()
    {
        var list = Read(
            """[{"w": 8, "act": true, "acc": [0.1, 0.2], "cost": {"flops": 7}}, {"act": false, "w": 16, "acc": [0.3, null], "cost": {"flops": 9}}]""",
            new TableSettings
            {
                Objective = "acc[0]",
                Cost = "cost.flops",
                Ignore = ["acc[1]"],
            },
            "t.json"
        );
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
        var table = Read(
            $"id,arch,cifar10,flops\n0,{First},91.5,15.2\n1,{Second},93.25,40.1\n",
            new TableSettings { Objective = "cifar10", CostScale = 1e6 }
        );
        Assert.Equal(["0-1", "0-2", "1-2", "0-3", "1-3", "2-3"], table.Space.Decisions.Select(decision => decision.Name));
        Assert.Equal(["node1", "node2", "node2", "node3", "node3", "node3"], table.Space.Decisions.Select(decision => decision.Group));
        Assert.Equal(Second, table.Space.Format(table.Best));
        Assert.Equal(15_200_000, table.Space.MAdds.Of(table.Space.Parse(First)));
        var missing = Assert.Throws<UserException>(() =>
            table.Space.Parse(First.Replace("avg_pool_3x3", "none", StringComparison.Ordinal))
        );
        Assert.Contains("no such row", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,score\n1,2\n1,3\n", "line 3: is the architecture a=1, as line 2 is")]
    [InlineData("a,score\n1,2\n2,n/a\n", "line 3: column 'score' has 'n/a', which is no number")]
    [InlineData("a,score\n1,2\n2,NaN\n", "line 3: column 'score' has 'NaN', which is no number")]
    [InlineData("a,score\n1,2\n2,\n", "line 3: column 'score' has no value")]
    [InlineData("a,score\n1,2\n,3\n", "line 3: column 'a' has no value")]
    [InlineData("a,score\n1,2\n2,3,4\n", "line 3: has 3 cells, where the file has 2 columns")]
    [InlineData(
        "a,score,madds\n1,2,3\n2,3,4.5\n",
        "line 3: column 'madds' has '4.5', and a cost is a whole number: set space.columns.cost-scale"
    )]
    [InlineData("a,score,madds\n1,2,3\n2,3,-4\n", "line 3: column 'madds' has '-4', and a cost is from 0")]
    [InlineData("arch,score\n|x~0|,2\nx~0,3\n", "line 3: column 'arch' has 'x~0', which is no architecture")]
    [InlineData(
        "a,score\n1,2%\n2,3\n",
        "line 3: column 'score' has '3' without a percent sign, which others of the column have (1 of 2): write all with it, or none"
    )]
    [InlineData(
        "a,score\n1,2\n2,3%\n3,4\n4,5\n",
        "line 3: column 'score' has '3%' with a percent sign, which others of the column lack (3 of 4)"
    )]
    [InlineData("a,score,madds\n1,2,100%\n2,3,4\n", "line 3: column 'madds' has '4' without a percent sign")]
    [InlineData("a,score\n1,2\n\"2\"x,3\n", "line 3: the quotes do not match in '\"2\"x,3'")]
    [InlineData("a,score\n1,2\n1.0,3\n", "line 3: is the architecture a=1, as line 2 is")]
    [InlineData("arch,score\n|x~0|,2\n|x~0|+|x~0|y~1|,3\n", "line 3: has 3 decisions, where line 2 has 1")]
    public void A_bad_row_is_named_with_its_line_or_skipped_where_the_settings_say_so(string text, string complaint)
    {
        var error = Assert.Throws<DamagedFileException>(() => Read(text));
        Assert.Contains("t.csv, " + complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("set space.columns.bad-rows = skip", error.Message, StringComparison.Ordinal);

        var skipped = Read(text, new TableSettings { BadRows = "skip" });
        Assert.Equal(text.Split('\n').Length - 3, skipped.Space.Count);
        Assert.Contains(complaint, Assert.Single(skipped.Skipped), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,score\n", "has no row that can be used")]
    [InlineData("a,a,score\n1,2,3\n", "two columns are named 'a'")]
    [InlineData(",,\n1,2,3\n", "no column has a name")]
    [InlineData("a,Score,score\n1,2,3\n", "has the columns Score and score: say in space.columns what each means")]
    [InlineData("\0a\0,\0s\0", "has zero bytes in its first line")]
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
    [InlineData("[{\"k\":1,\"acc\":NaN},{\"k\":2,\"acc\":0.5},{\"k\":3,\"acc\":0.6}]", "row 1: column 'acc' has 'NaN', which is no number")]
    [InlineData(
        "[{\"k\":1,\"acc\":-Infinity},{\"k\":2,\"acc\":0.5},{\"k\":3,\"acc\":0.6}]",
        "row 1: column 'acc' has '-Infinity', which is no number"
    )]
    [InlineData(
        "{\"a\":{\"acc\":0.5},\"b\":{\"acc\": Infinity },\"c\":{\"acc\":0.6}}",
        "row \"b\": column 'acc' has 'Infinity', which is no number"
    )]
    [InlineData(
        "[{\"k\":1,\"acc\":true},{\"k\":2,\"acc\":\"0.5\"},{\"k\":3,\"acc\":6e-1}]",
        "row 1: column 'acc' has 'true', which is no number"
    )]
    [InlineData("[{\"k\":\"\\ud800\",\"acc\":1},{\"k\":2,\"acc\":0.5},{\"k\":3,\"acc\":0.6}]", "row 1: has text that is no Unicode")]
    public void What_python_writes_for_a_number_is_a_bad_row_and_no_bad_file(string text, string complaint)
    {
        var settings = new TableSettings { Objective = "acc" };
        Assert.Contains(
            complaint,
            Assert.Throws<DamagedFileException>(() => Read(text, settings, "t.json")).Message,
            StringComparison.Ordinal
        );
        var table = Read(text, settings with { BadRows = "skip" }, "t.json");
        Assert.Equal((2, 0.6), ((int)table.Space.Count, table.ScoreOf(table.Best)));
        Assert.Contains(complaint, Assert.Single(table.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_looks_like_what_python_writes_is_a_text()
    {
        var table = Read("""[{"k": "NaN, \"-Infinity", "acc": 1}]""", new TableSettings { Objective = "acc" }, "t.json");
        Assert.Equal("NaN, \"-Infinity", Assert.Single(table.Space.Decisions[0].Options));
    }

    [Theory]
    [InlineData(",k,acc\n0,1,0.5\n1,3,0.6\n", "Unnamed: 0")]
    [InlineData("Unnamed: 0,k,acc\n0,1,0.5\n1,3,0.6\n", "Unnamed: 0")]
    [InlineData(",Unnamed: 0,k,acc\n0,0,1,0.5\n1,1,3,0.6\n", "Unnamed: 0.1, Unnamed: 0")]
    [InlineData("k,acc,\n1,0.5,\n3,0.6,\n", "Unnamed: 2")]
    public void Columns_without_a_name_mean_nothing_which_is_said(string text, string columns)
    {
        var table = Read(text, new TableSettings { Objective = "acc" });
        Assert.Equal(["k=1", "k=3"], table.Space.Architectures.All.Select(table.Space.Format));
        Assert.EndsWith(
            $"t.csv: columns without a name, as pandas writes the numbers of rows, mean nothing to the search: {columns}.",
            Assert.Single(table.Notes),
            StringComparison.Ordinal
        );
        Assert.Equal(TableSettings.Latest, table.Columns.Edition);
    }

    [Fact]
    public void A_column_without_a_name_has_a_meaning_where_the_settings_give_it_one() =>
        Assert.Equal(
            "Unnamed: 0=1",
            Read(",acc\n0,0.5\n1,0.6\n", new TableSettings { Objective = "acc", Decisions = ["Unnamed: 0"] }) is var table
                ? Uri.UnescapeDataString(table.Space.Format(table.Best))
                : ""
        );

    [Fact]
    public void A_number_is_one_option_however_it_is_written()
    {
        var table = Read("k,w,score\n1,a,1\n1.0,b,2\n1e0,c,3\n20,1,4\n2e1,1.0,5\n");
        Assert.Equal(["1", "20"], table.Space.Decisions[0].Options);
        // Not all of these are numbers.
        Assert.Equal(["1", "1.0", "a", "b", "c"], table.Space.Decisions[1].Options);
        Assert.EndsWith(
            "column 'k' has numbers in several spellings, which are one option each: 1.0 is 1, 1e0 is 1, 2e1 is 20.",
            Assert.Single(table.Notes),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["9007199254740992", "9007199254740993"],
            Read("k,score\n9007199254740993,1\n9007199254740992,2\n").Space.Decisions[0].Options.Order()
        );
        Assert.Equal(
            ["0", "1e-400", "1e-401"],
            Read("k,score\n1e-400,1\n1e-401,2\n0,3\n-0,4\n", new TableSettings { BadRows = "skip" }).Space.Decisions[0].Options.Order()
        );
    }

    [Fact]
    public void A_search_that_began_before_goes_on_by_the_rules_that_it_began_with()
    {
        const string mixed = "k,score\n1,93.1%\n1.0,94.2\n3,95.0%\n";
        var path = _folder.Write("t.csv", mixed);
        var old = Table.Read(path, new TableSettings(), Table.HashOf(path));
        Assert.Equal((3, "k=1.0"), ((int)old.Space.Count, old.Space.Format(old.Best)));
        Assert.Null(old.Columns.Edition);
        Assert.Empty(old.Notes);

        var fresh = Table.Read(path, new TableSettings { BadRows = "skip" });
        Assert.Equal((2, "k=3"), ((int)fresh.Space.Count, fresh.Space.Format(fresh.Best)));
        Assert.Equal("k=3", Table.Read(path, fresh.Columns, fresh.Hash) is var again ? again.Space.Format(again.Best) : "");
        // Nothing is written where it makes no difference: else searches of such tables would get other names.
        Assert.Null(Read(Good).Columns.Edition);
    }

    [Theory]
    [InlineData("utf-16"), InlineData("utf-16BE"), InlineData("utf-8")]
    public void Any_unicode_with_its_mark_is_read_packed_or_not(string encoding)
    {
        var text = System.Text.Encoding.GetEncoding(encoding);
        foreach (
            var (name, content) in new[]
            {
                ("t.csv", "größe;score\r\n\"zwei\nZeilen\";1\r\n"),
                ("t.json", """[{"größe": "zwei\nZeilen", "score": 1}]"""),
            }
        )
        {
            byte[] bytes = [.. text.GetPreamble(), .. text.GetBytes(content)];
            foreach (var packed in new[] { false, true })
            {
                var path = Path.Combine(_folder.Path, packed ? name + ".gz" : name);
                File.WriteAllBytes(path, packed ? Packed(bytes) : bytes);
                var table = Table.Read(path, new TableSettings());
                Assert.Equal(
                    ("größe", "zwei\nZeilen", 1.0),
                    (table.Space.Decisions[0].Name, table.Space.Decisions[0].Options[0], table.ScoreOf(table.Best))
                );
            }
        }
    }

    [Fact]
    public void A_row_in_another_encoding_is_a_bad_row()
    {
        var path = Path.Combine(_folder.Path, "t.csv");
        File.WriteAllBytes(path, [.. "k,score\n"u8, .. "gr\u00fcn,1\n"u8, 0x67, 0xfc, .. ",2\n"u8]);
        Assert.Contains(
            "line 3: has bytes that are no UTF-8: save the file as UTF-8",
            Assert.Throws<DamagedFileException>(() => Table.Read(path, new TableSettings())).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(1, Table.Read(path, new TableSettings { BadRows = "skip" }).Space.Count);
    }

    [Fact]
    public void What_no_table_is_as_large_as_is_refused_at_once()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Refused("t.csv", [.. "a,score\n"u8, .. Enumerable.Repeat((byte)'1', 17 << 20)], "line 2: is longer than 16 MiB");
        Refused(
            "t.csv",
            [.. "a,score\n\""u8, .. string.Concat(Enumerable.Repeat("1\n", 1 << 20)).Select(letter => (byte)letter)],
            "a cell has more than 1,048,576 letters"
        );
        Refused("t.csv", [.. Enumerable.Repeat((byte)',', 30_000), .. "a"u8], "has more than 10,000 columns");
        Refused("t.json", [.. Enumerable.Repeat((byte)'[', 100_000)], "is not JSON");
        Refused(
            "t.csv",
            [.. "a,score\n"u8, .. string.Concat(Enumerable.Repeat("a\"b,", 50_000)).Select(letter => (byte)letter)],
            "line 2: the quotes do not match in 'a\"b,a\"b,"
        );
        Refused(
            "t.json",
            [.. System.Text.Encoding.UTF8.GetBytes($"[{{\"a\": [{string.Join(',', Enumerable.Repeat("1", 30_000))}]}}]")],
            "has more than 10,000 columns"
        );
        Refused("t.csv.gz", Packed(new byte[300 << 20]), "cannot be unpacked (it unpacks to more than 256 MiB)");
        using (var sparse = File.Create(Path.Combine(_folder.Path, "large.csv")))
            sparse.SetLength(1L << 30);
        Assert.Contains(
            "is larger than 512 MiB, which no table is",
            Assert.Throws<UserException>(() => Table.Read(Path.Combine(_folder.Path, "large.csv"), new TableSettings())).Message,
            StringComparison.Ordinal
        );
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private void Refused(string name, byte[] bytes, string complaint)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        Assert.Contains(
            complaint,
            Assert.ThrowsAny<UserException>(() => Table.Read(path, new TableSettings())).Message,
            StringComparison.Ordinal
        );
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
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
        Assert.Contains(
            "has no column 'scoer', which space.columns.objective names (did you mean 'score'?)",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "two meanings",
            Assert.Throws<UserException>(() => Read(Good, new TableSettings { Decisions = ["act", "madds"] })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_that_is_missing_or_changed_is_refused()
    {
        Assert.Contains(
            "no such file",
            Assert.Throws<UserException>(() => Table.Read(Path.Combine(_folder.Path, "none.csv"), new TableSettings())).Message,
            StringComparison.Ordinal
        );
        var path = _folder.Write("t.csv", Good);
        var hash = Table.Read(path, new TableSettings()).Hash;
        _ = Table.Read(path, new TableSettings(), hash);
        File.AppendAllText(path, "13,relu,1,1,1\n");
        Assert.Contains(
            "is not the table that the search began with",
            Assert.Throws<UserException>(() => Table.Read(path, new TableSettings(), hash)).Message,
            StringComparison.Ordinal
        );
    }

    private Table Read(string text, TableSettings? settings = null, string name = "t.csv") =>
        Table.Read(_folder.Write(name, text), settings ?? new TableSettings());
}

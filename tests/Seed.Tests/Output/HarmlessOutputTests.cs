using System.Buffers.Binary;
using System.Text;
using Seed.Output;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Output;

/// <summary>Names from elsewhere, on their way to a terminal.</summary>
public sealed class HarmlessOutputTests : IDisposable
{
    private const string Evil = "\u001b]0;owned\u0007\u001b[2J\u202e\u009b";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Names_of_tensors_do_nothing_to_a_terminal_and_stay_what_they_are_in_json()
    {
        var json = Encoding.UTF8.GetBytes(
            "{\"__metadata__\":{\"\\u001b[2J\":\"\\u001b[1m\"},\"\\u001b]0;owned\\u0007\\u001b[2J\\u202e\\u009b\":{\"dtype\":\"\\u001b[31m\",\"shape\":[1],\"data_offsets\":[0,4]}}"
        );
        var bytes = new byte[8 + json.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        var path = Path.Combine(_folder.Path, "w.safetensors");
        File.WriteAllBytes(path, bytes);

        var said = await Shell.RunAsync("weights", "inspect", path);
        Harmless(said);
        Assert.Contains(@"\u001b]0;owned\u0007\u001b[2J\u202e\u009b", said.Out, StringComparison.Ordinal);
        said = await Shell.RunAsync("weights", "inspect", path, "--json");
        Harmless(said);
        Assert.Equal(Evil, said.Json.GetProperty("tensors")[0].GetProperty("name").GetString());
        Harmless(await Shell.RunAsync("weights", "import", path, "--backbone", "resnet18", "--to", Path.Combine(_folder.Path, "o")));
    }

    [Theory]
    [
        InlineData("strategy.name"),
        InlineData("space.plugin"),
        InlineData("space.table"),
        InlineData("name"),
        InlineData("plugins.directory"),
        InlineData("\"" + Evil + "\"")
    ]
    public async Task What_is_set_is_named_harmlessly_on_one_line(string key)
    {
        var file = _folder.Write("s.conf", "name = s\nmethod = black-box\nstrategy.name = random\n");
        var said = await Shell.RunAsync("run", file, "--set", $"{key}=\"{Evil}\\nresult: all is well\"", "--dry-run");
        Assert.Equal(ExitCodes.UserMistake, said.Code);
        Harmless(said);
        Assert.DoesNotContain(said.Error.Split('\n'), line => line.StartsWith("result:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_of_a_table_do_nothing_to_a_terminal()
    {
        _folder.Write("t.csv", $"k{Evil},acc\n1{Evil},0.5\n2,x{Evil}\n");
        var file = _folder.Write(
            "s.conf",
            "name = s\nmethod = black-box\nspace { table = t.csv, columns { objective = acc, bad-rows = skip } }\nstrategy { name = random, candidates = 1 }\n"
        );
        var said = await Shell.RunAsync("run", file, "--dry-run");
        Assert.Equal(ExitCodes.Done, said.Code);
        Harmless(said);
        Assert.Contains(@"k\u001b]0;owned", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_a_table_is_one_line_whatever_is_in_it() =>
        Assert.Equal(3, new TextTable("a", "b").Add("x\ny", 1).Add("z", 2).ToString().TrimEnd().Split('\n').Length);

    [Fact]
    public async Task A_sentence_is_no_longer_than_one_can_read()
    {
        var file = _folder.Write("s.conf", "name = s\nmethod = black-box\nseed = " + new string('x', 100_000));
        var said = await Shell.RunAsync("run", file, "--dry-run");
        Assert.Contains(" ... ", said.Error, StringComparison.Ordinal);
        Assert.All(said.Error.Split('\n'), line => Assert.InRange(line.Length, 0, 2100));
    }

    private static void Harmless(Said said)
    {
        var all = said.Out + said.Error;
        Assert.DoesNotContain(all, letter => (char.IsControl(letter) && letter != '\n') || letter is '\u202e');
    }
}

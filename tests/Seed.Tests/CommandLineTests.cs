using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests;

public class CommandLineTests
{
    [Fact]
    public async Task Help_lists_the_commands_and_shows_examples()
    {
        var all = await Shell.RunAsync("--help");
        Assert.Equal((0, ""), (all.Code, all.Error));
        foreach (var command in new[] { "run", "status", "history", "best", "pareto", "report", "space", "cost", "data", "doctor" })
        {
            Assert.Contains($"  {command}", all.Out, StringComparison.Ordinal);
            var one = await Shell.RunAsync(command, "--help");
            Assert.Equal((0, ""), (one.Code, one.Error));
            Assert.Contains("Examples:", one.Out, StringComparison.Ordinal);
            Assert.Contains($"  langevin {command}", one.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no command \"statsu\"; did you mean status?", "statsu")]
    [InlineData("There is no command \"xyzzy\"; there are run, ", "xyzzy")]
    [InlineData("There is no command \"cuont\"; did you mean count?", "space", "cuont")]
    [InlineData("'FILE' missing", "run")]
    [InlineData("--sed", "space", "sample", "st-nas-fashion", "--sed", "1")]
    [InlineData("See: langevin space --help", "space")]
    public async Task A_command_that_is_none_is_told_with_its_remedy(string sentence, params string[] arguments)
    {
        var said = await Shell.RunAsync(arguments);
        Assert.Equal((2, ""), (said.Code, said.Out));
        Assert.Contains(sentence, said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("history")]
    [InlineData("best")]
    [InlineData("pareto")]
    [InlineData("report")]
    public async Task A_query_of_no_search_is_a_sentence(string command)
    {
        using var folder = new TempFolder();
        var nowhere = await Shell.RunAsync(command, "/no/such/place");
        Assert.Equal((2, ""), (nowhere.Code, nowhere.Out));
        Assert.Contains("there is no such directory", nowhere.Error, StringComparison.Ordinal);
        var empty = await Shell.RunAsync(command, "--dir", folder.Path);
        Assert.Equal((2, ""), (empty.Code, empty.Out));
        Assert.Contains("holds no search", empty.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Data_list_says_what_is_known()
    {
        var said = await Shell.RunAsync("data", "list", "--json");
        Assert.Equal(0, said.Code);
        var sets = said.Json.GetProperty("sets").EnumerateArray().ToDictionary(set => set.GetProperty("name").GetString()!);
        Assert.Equal(60_000, sets["fashion-mnist"].GetProperty("trainImages").GetInt32());
        Assert.True(sets["procedural"].GetProperty("here").GetBoolean());
        var unknown = await Shell.RunAsync("data", "get", "fashion");
        Assert.Equal((2, ""), (unknown.Code, unknown.Out));
    }
}

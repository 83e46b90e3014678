using Microsoft.Data.Sqlite;
using Seed.Output;
using Seed.Tests.Commands;
using Seed.Tests.Methods.CrNas;
using Seed.Tests.Results;
using Testing;

namespace Seed.Tests.Recipes;

/// <summary>CONTRIBUTING's recipe of a query, followed: a class, and a line in the command line; nothing else knows it.</summary>
public sealed class ToyQueryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Search => Path.Combine(_folder.Path, "one");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_answers_in_words_and_in_json()
    {
        MadeUpReallocation.Write(Search, MadeUpReallocation.Journal());
        var said = await AskAsync(Search);
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("operation-search: 66", said.Out, StringComparison.Ordinal);
        var json = await AskAsync(Search, "--json");
        Assert.Equal(66, json.Json.GetProperty("phases").GetProperty("operation-search").GetInt32());
    }

    [Fact]
    public async Task It_has_help_and_refuses_what_is_no_search_as_every_other_query()
    {
        var help = await AskAsync("--help");
        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.Contains("langevin how-many runs/quickstart", help.Out, StringComparison.Ordinal);
        var nowhere = await AskAsync("/no/such/place");
        Assert.Equal((2, ""), (nowhere.Code, nowhere.Out));
        Assert.Contains("there is no such directory", nowhere.Error, StringComparison.Ordinal);
    }

    private static async Task<Said> AskAsync(params string[] arguments)
    {
        using StringWriter output = new(),
            error = new();
        var terminal = new Terminal(output, error, Live: false, 100, TimeProvider.System);
        var root = CommandLine.Root(terminal);
        root.Add(new ToyQueryCommand(terminal));
        var code = await CommandLine.RunAsync(root, ["how-many", .. arguments], terminal);
        return new Said(code, output.ToString(), error.ToString());
    }
}

using Seed.Output;

namespace Seed.Tests.Docs;

/// <summary>Every command that pages tell the reader to type exists, with its options and arguments.</summary>
public sealed class CommandTests
{
    [Fact]
    public void Every_command_on_the_pages_is_one()
    {
        var commands = ShownCommands.All().ToList();
        Assert.InRange(commands.Count, 60, 1000);
        var refused = commands.Where(command => Refusal(command.Line).Length > 0);
        Assert.Equal([], refused.Select(command => $"{command.Page}: {command.Line}: {Refusal(command.Line)}"));
    }

    [Theory]
    [InlineData("langevin runn FILE")]
    [InlineData("langevin why 12 runs/quickstart --jsonn")]
    [InlineData("langevin run")]
    public void One_that_is_none_is_found(string line) => Assert.NotEqual("", Refusal(line));

    [Fact]
    public void Comments_continued_lines_and_quotes_are_read_as_a_shell_reads_them()
    {
        const string Page = """
            ```sh
            VALUE=1 ./langevin run a.conf --set 'name = a # b' \
                --dry-run   # this is said of it: langevin nothing
            docker/make-certificates.sh certificates
            langevin node --role gpu &
            ```
            """;
        Assert.Equal(["langevin run a.conf --set 'name = a # b' --dry-run", "langevin node --role gpu"], ShownCommands.In(Page));
    }

    /// <summary>Empty: it is taken.</summary>
    private static string Refusal(string line)
    {
        using StringWriter output = new(),
            error = new();
        var root = CommandLine.Root(new Terminal(output, error, Live: false, 100, TimeProvider.System));
        return string.Join(' ', root.Parse(ShownCommands.Words(line)).Errors.Select(one => one.Message));
    }
}

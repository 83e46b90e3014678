using System.Text.RegularExpressions;
using Seed.Output;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>What pages tell the reader to type is a command, with the options and arguments that it has.</summary>
public sealed partial class CommandTests
{
    private static readonly string Root = TestData.Repository;

    [Fact]
    public void Every_command_on_the_pages_is_one()
    {
        string[] pages =
        [
            Path.Combine(Root, "README.md"),
            Path.Combine(Root, "samples", "README.md"),
            .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories),
        ];
        var commands = pages
            .SelectMany(page => Commands(File.ReadAllText(page)).Select(line => (Page: Path.GetRelativePath(Root, page), Line: line))).ToList();
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
        Assert.Equal(["langevin run a.conf --set 'name = a # b' --dry-run", "langevin node --role gpu"], Commands(Page));
    }

    private static IEnumerable<string> Commands(string text) => MarkdownPaths.Shell(text)
        .SelectMany(block => Continued().Replace(block, " ").Split('\n')).Select(line => Call().Match(line)).Where(match => match.Success)
        .Select(match => "langevin" + match.Groups["rest"].Value.TrimEnd());

    /// <summary>Empty: it is taken.</summary>
    private static string Refusal(string line)
    {
        using StringWriter output = new(), error = new();
        var root = CommandLine.Root(new Terminal(output, error, Live: false, 100, TimeProvider.System));
        string[] words = [.. Word().Matches(line).Skip(1).Select(match => Quotes().Replace(match.Value, ""))];
        return string.Join(' ', root.Parse(words).Errors.Select(one => one.Message));
    }

    [GeneratedRegex(@" *\\\n *", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();

    /// <summary>Up to a comment, a pipe, or what sends it into the background.</summary>
    [GeneratedRegex(
        @"^ *(\w+=\S+ )*(\./)?langevin(?<rest>( +('[^']*'|""[^""]*""|[^\s#|&'""]+))+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    [GeneratedRegex("['\"]", RegexOptions.NonBacktracking)]
    private static partial Regex Quotes();

    [GeneratedRegex(@"('[^']*'|""[^""]*""|[^\s'""])+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}

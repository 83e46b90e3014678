using System.Text.RegularExpressions;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>The commands that pages tell the reader to type.</summary>
internal static partial class ShownCommands
{
    private static readonly string Root = TestData.Repository;

    /// <summary>Each with the page that shows it, from the repository's root.</summary>
    public static IEnumerable<(string Page, string Line)> All() =>
        from page in new[] { Path.Combine(Root, "README.md"), Path.Combine(Root, "samples", "README.md") }.Concat(
            Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
        )
        from line in In(File.ReadAllText(page))
        select (Path.GetRelativePath(Root, page), line);

    public static IEnumerable<string> In(string text) =>
        MarkdownPaths
            .Shell(text)
            .SelectMany(block => Continued().Replace(block, " ").Split('\n'))
            .Select(line => Call().Match(line))
            .Where(match => match.Success)
            .Select(match => "langevin" + match.Groups["rest"].Value.TrimEnd());

    /// <summary>The arguments that a shell would hand to the program.</summary>
    public static string[] Words(string line) => [.. Word().Matches(line).Skip(1).Select(match => Quotes().Replace(match.Value, ""))];

    [GeneratedRegex(@" *\\\n *", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();

    /// <summary>Up to a comment, a pipe, or what sends it into the background.</summary>
    [GeneratedRegex(
        @"^ *(\w+=\S+ )*(\./)?langevin(?<rest>( +('[^']*'|""[^""]*""|[^\s#|&'""]+))+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Call();

    [GeneratedRegex("['\"]", RegexOptions.NonBacktracking)]
    private static partial Regex Quotes();

    [GeneratedRegex(@"('[^']*'|""[^""]*""|[^\s'""])+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}

using System.Text.RegularExpressions;

namespace Seed.Tests.Docs;

/// <summary>The paths that a Markdown file names: targets of links, and words in code that begin with a folder of the repository.</summary>
internal static partial class MarkdownPaths
{
    /// <summary>Every link to a file, relative to the file that it is in, and its part behind <c>#</c>; null: it has none.</summary>
    public static IEnumerable<(string Path, string? Heading)> Links(string text) =>
        from match in Link().Matches(Fence().Replace(text, ""))
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let parts = target.Split('#', 2)
        select (parts[0], parts.Length > 1 ? parts[1] : null);

    /// <summary>
    /// Paths in code, inline and fenced, from the repository's root. A name that stands for another (<c>src/Seed/&lt;Name&gt;.cs</c>)
    /// counts as far as the folder before it; a star stands for any name.
    /// </summary>
    /// <param name="roots">Folders of the root, as <c>src</c>.</param>
    public static IEnumerable<string> InCode(string text, IReadOnlyCollection<string> roots) => AsWritten(text, roots).Select(Known);

    /// <summary>The same, with names that stand for others.</summary>
    public static IEnumerable<string> AsWritten(string text, IReadOnlyCollection<string> roots)
    {
        var code = Fence()
            .Matches(text)
            .Select(match => match.Value)
            .Concat(Inline().Matches(Fence().Replace(text, "")).Select(match => match.Groups["code"].Value));
        return code.SelectMany(Words).Where(word => roots.Contains(word.Split('/')[0]) && word.Contains('/', StringComparison.Ordinal));
    }

    /// <summary>The contents of the blocks of shell.</summary>
    public static IEnumerable<string> Shell(string text) =>
        Fence()
            .Matches(text)
            .Select(match => match.Value.Trim())
            .Where(block => block.StartsWith("```sh\n", StringComparison.Ordinal))
            .Select(block => block[6..^3]);

    /// <summary>Pages that a text cites, with the number of a section.</summary>
    public static IEnumerable<(string Path, string? Section)> Cited(string text) =>
        Citation()
            .Matches(text)
            .Select(match => (match.Groups["path"].Value, match.Groups["section"] is { Success: true } section ? section.Value : null));

    /// <summary>The headings as links name them.</summary>
    public static IEnumerable<string> Headings(string text) =>
        Heading()
            .Matches(Fence().Replace(text, ""))
            .Select(match => NotInSlugs().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> Words(string code) =>
        code.Split([' ', '\n', '\t', '(', ')', '"', '\'', ',', ';', '=', '|'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word)
            .Select(word => word.TrimEnd('.', ':'));

    private static string Known(string path)
    {
        var open = path.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? path : path[..(path.LastIndexOf('/', open) + 1)];
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"^ *```.*?^ *```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Fence();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<path>[\w/-]+\.md)\b( (?<section>\d+)\b)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Citation();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInSlugs();
}

using Testing;

namespace Seed.Tests.Docs;

/// <summary>Every file and folder that the pages name is where they say it is.</summary>
public sealed class PathTests
{
    private static readonly string Root = TestData.Repository;

    /// <summary>Folders with pages of ours.</summary>
    private static readonly string[] Documented = [".github", "docs", "samples", "tests/Golden"];

    /// <summary>Things that the commands of a page make: they are not there before.</summary>
    private static readonly string[] Made = [".git", "artifacts", "certificates", "data", "runs", "samples/MyStrategy", "samples/plugins"];

    private static readonly string[] Roots = [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Except(Made)];

    public static TheoryData<string> Pages =>
        [
            .. Directory
                .GetFiles(Root, "*.md")
                .Concat(
                    Documented.SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories))
                )
                .Select(path => Path.GetRelativePath(Root, path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_that_a_page_names_exists(string page) =>
        Assert.Equal([], Missing(page, File.ReadAllText(Path.Combine(Root, page))));

    [Fact]
    public void A_path_that_leads_nowhere_is_found()
    {
        const string Text = """
            # A page
            [there](../README.md), [also](#a-page), [elsewhere](https://example.org/nowhere.md),
            `src/Seed/<Name>.cs`, `hocon/searches/*.conf`, `runs/quickstart`
            [not there](nowhere.md), [no heading](../README.md#nothing-of-the-kind),
            `src/Nowhere/Nothing.cs`, `hocon/*.nothing`, `src/Nowhere/<Name>.cs`
            ```sh
            ./langevin run hocon/searches/quickstart.conf --set a=docs/nowhere.csv
            ```
            """;
        Assert.Equal(
            [
                "nowhere.md",
                "../README.md#nothing-of-the-kind",
                "docs/nowhere.csv",
                "src/Nowhere/Nothing.cs",
                "hocon/*.nothing",
                "src/Nowhere/",
            ],
            Missing("docs/page.md", Text)
        );
    }

    [Fact]
    public void Paths_are_found_on_the_page_that_says_where_things_are()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        Assert.InRange(MarkdownPaths.Links(text).Count() + MarkdownPaths.InCode(text, Roots).Count(), 70, 1000);
    }

    /// <summary>A comment cites a page and the number of its section, as in <c>docs/st-nas.md 4</c>.</summary>
    [Fact]
    public void Every_page_that_a_comment_cites_exists()
    {
        var cited = Directory
            .GetFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path =>
                MarkdownPaths
                    .Cited(File.ReadAllText(path))
                    .Select(page => (File: Path.GetRelativePath(Root, path), page.Path, page.Section))
            )
            .ToList();
        Assert.Contains(cited, one => one is { Path: "docs/st-nas.md", Section: "4" });
        Assert.Equal([], cited.Where(one => !IsCited(one.Path, one.Section)));
    }

    private static bool IsCited(string page, string? section)
    {
        var path = Path.Combine(Root, page);
        return File.Exists(path)
            && (
                section is null
                || MarkdownPaths
                    .Headings(File.ReadAllText(path))
                    .Any(heading => heading.StartsWith(section + "-", StringComparison.Ordinal))
            );
    }

    private static IEnumerable<string> Missing(string page, string text)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        foreach (var (path, heading) in MarkdownPaths.Links(text))
        {
            var target = Path.Combine(folder, path);
            var isThere = path.Length == 0 || Path.Exists(target);
            var named =
                path.Length == 0 ? text
                : isThere && heading is not null ? File.ReadAllText(target)
                : "";
            if (isThere && heading is not null)
                isThere = MarkdownPaths.Headings(named).Contains(heading);
            if (!isThere)
                yield return heading is null ? path : $"{path}#{heading}";
        }
        foreach (var path in MarkdownPaths.InCode(text, Roots).Where(path => !IsThere(path)))
            yield return path;
    }

    private static bool IsThere(string path)
    {
        if (Array.Exists(Made, made => path == made || path.StartsWith(made + '/', StringComparison.Ordinal)))
            return true;
        if (!path.Contains('*', StringComparison.Ordinal))
            return Path.Exists(Path.Combine(Root, path));
        var folder = Path.Combine(Root, Path.GetDirectoryName(path)!);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(path)).Any();
    }
}

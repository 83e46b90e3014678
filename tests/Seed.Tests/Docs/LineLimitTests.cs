using System.Globalization;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>
/// The formatter breaks code at the limit of .editorconfig, but no comments.
/// </summary>
public class LineLimitTests
{
    [Fact]
    public void No_comment_is_longer_than_the_limit_of_editorconfig()
    {
        var limit = LimitIn(File.ReadAllLines(Path.Combine(TestData.Repository, ".editorconfig")));
        var longer = Sources()
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Number: index + 1, Text: line)))
            .Where(line => IsLonger(line.Text, limit))
            .Select(line => $"{Path.GetRelativePath(TestData.Repository, line.File)}:{line.Number}");
        Assert.Empty(longer);
    }

    [Theory]
    [InlineData("    // one two three", 20, false)]
    [InlineData("    // one two three", 19, true)]
    [InlineData("    /// <summary>one two</summary>", 20, true)]
    [InlineData("    var text = \"one two three\";", 20, false)]
    public void A_longer_comment_is_found(string line, int limit, bool longer) => Assert.Equal(longer, IsLonger(line, limit));

    private static bool IsLonger(string line, int limit) =>
        line.Length > limit && line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static int LimitIn(IEnumerable<string> lines)
    {
        const string Key = "max_line_length = ";
        return int.Parse(lines.First(line => line.StartsWith(Key, StringComparison.Ordinal))[Key.Length..], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Sources() =>
        new[] { "src", "tests", "samples", "build" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(TestData.Repository, folder), "*.cs", SearchOption.AllDirectories)
        );
}

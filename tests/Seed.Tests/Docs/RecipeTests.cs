using System.Text.RegularExpressions;
using Actors.Strategies;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>
/// CONTRIBUTING's recipes name the files that one has to touch: those in which a member that is there already is named. A file that names
/// it and is in no recipe was forgotten; one in the recipe that does not name it need not be touched.
/// </summary>
public sealed partial class RecipeTests
{
    private static readonly string Root = TestData.Repository;

    /// <summary>One member for each recipe, whose names only those files use that must: the patterns for sources and for pages.</summary>
    public static TheoryData<string, string, string> Members =>
        new()
        {
            { "A strategy", @"\b(Nsga2(Strategy|Options)|nsga2)\b", "nsga2" },
            { "A data set", @"\b(Cifar100|cifar100|CifarFiles)\b", "cifar100" },
            { "A backbone", @"\bresnet34\b", "resnet34" },
            { "A family of backbones", @"\b(MobileNetV2Shape|MobileNetV2|stage-mobilenet-v2)\b", "stage-mobilenet-v2" },
            { "A method", @"\b(Fidelity(Settings|Science|Method|Face|Plan|Checks|Result)|StudyRuntime|SameImageScores)\b", "fidelity" },
            { "A proxy", @"\b(SharedWeightProxy|DetectionProxy)\b", "shared-weights" },
            { "A query of a journal", @"\bWhyNotCommand\b", "why-not" },
            { "A question to a running cluster", @"\bListNodes\b", "node list" },
        };

    /// <summary>Pages may tell more of a member than they must: each that is listed tells something.</summary>
    [Theory, MemberData(nameof(Members))]
    public void A_recipe_lists_the_files_that_a_member_of_its_kind_is_named_in(string recipe, string member, string word)
    {
        var listed = Listed(File.ReadAllText(Path.Combine(Root, "CONTRIBUTING.md")), recipe);
        var named = Sources().Where(path => Code(path).Any(line => Regex.IsMatch(line, member, RegexOptions.NonBacktracking))).ToList();
        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(path => !listed.Any(place => Covers(place, path))));
        var sources = listed.Where(place => place.StartsWith("src/", StringComparison.Ordinal));
        Assert.Equal([], sources.Where(place => !named.Any(path => Covers(place, path))));
        var pages = listed.Where(place => place.EndsWith(".md", StringComparison.Ordinal));
        Assert.Equal([], pages.Where(page => !File.ReadAllText(Path.Combine(Root, page)).Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>
    /// The specialities of a strategy stand in the catalogue, so that nobody has to ask for its name. One may be the default of a key,
    /// and <c>random</c> is a word of many meanings.
    /// </summary>
    [Fact]
    public void No_source_asks_for_a_strategy_by_its_name()
    {
        var names = StrategyCatalog.Standard.Own.Select(kind => $"\"{kind.Name}\"").Except(["\"random\""]).ToArray();
        var asking =
            from path in Sources()
            where !path.StartsWith("src/Actors/Strategies/", StringComparison.Ordinal)
            from line in Code(path)
            where
                names.Any(name => line.Contains(name, StringComparison.Ordinal))
                && !line.Contains(" Name { get; init; } =", StringComparison.Ordinal)
                && !line.Contains("(Name, Candidates, Window) =", StringComparison.Ordinal)
            select $"{path}: {line.Trim()}";
        Assert.Equal([], asking);
    }

    [Fact]
    public void A_file_that_was_forgotten_and_one_too_many_are_found()
    {
        const string Page = """
            **A thing** of ours
            1. A file `src/Seed/<Name>.cs`, and [a page](docs/running.md).
            2. `src/Actors/List.cs`

            **Another**: `src/No.cs`
            """;
        var listed = Listed(Page, "A thing");
        Assert.Equal(["src/Seed/<Name>.cs", "src/Actors/List.cs", "docs/running.md"], listed);
        Assert.True(Covers(listed[0], "src/Seed/Thing.cs"));
        Assert.False(Covers(listed[0], "src/Seed/Commands/Thing.cs"));
        Assert.DoesNotContain(listed, place => Covers(place, "src/Actors/Other.cs"));
        Assert.True(Covers("src/Seed/<Name>/", "src/Seed/Commands/Thing.cs"));
        Assert.True(Covers("src/Seed/<Name>Command.cs", "src/Seed/ThingCommand.cs"));
        Assert.False(Covers("src/Seed/<Name>Command.cs", "src/Seed/Thing.cs"));
    }

    /// <summary>The places that a recipe names in our sources and pages: files, and folders that a new file goes to.</summary>
    private static string[] Listed(string page, string recipe)
    {
        var from = page.IndexOf($"**{recipe}**", StringComparison.Ordinal);
        Assert.True(from >= 0, $"CONTRIBUTING has no recipe '{recipe}'");
        var to = page.IndexOf("\n**", from, StringComparison.Ordinal);
        var text = to < 0 ? page[from..] : page[from..to];
        return [.. MarkdownPaths.AsWritten(text, ["src", "docs"]).Concat(MarkdownPaths.Links(text).Select(link => link.Path)).Distinct()];
    }

    private static IEnumerable<string> Sources() =>
        Directory
            .GetFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    /// <summary>The lines of a file with comments that list names, without those that tell what something is.</summary>
    private static IEnumerable<string> Code(string path) =>
        File.ReadLines(Path.Combine(Root, path))
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) || Names().IsMatch(line));

    /// <summary>A folder covers what is in it, not what is in its folders; <c>&lt;Name&gt;</c> stands for any name.</summary>
    private static bool Covers(string place, string path)
    {
        var folder = place.TrimEnd('/');
        var files = Path.HasExtension(folder) ? folder : folder + "/<Name>";
        return Regex.IsMatch(
            path,
            $"^{Regex.Escape(files).Replace("<Name>", "[^/]+", StringComparison.Ordinal)}$",
            RegexOptions.NonBacktracking
        );
    }

    [GeneratedRegex(@"[\w-]+(, [\w-]+){2}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}

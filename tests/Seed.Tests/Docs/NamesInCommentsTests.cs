using System.Text.RegularExpressions;
using Actors.Strategies;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Data;
using Nas.Model.Spaces;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>The comment on a setting that lists what it may name lists all that there is, and nothing else.</summary>
public sealed partial class NamesInCommentsTests
{
    public static TheoryData<string, string, string[]> Lists =>
        new()
        {
            { "DataSettings", "Name", [.. KnownSets.Standard.Own.Select(set => set.Name)] },
            { "StrategySettings", "Name", [.. StrategyCatalog.Standard.Own.Select(kind => kind.Name)] },
            { "BackboneSettings", "Stages", [.. StageOptions.All.Select(stages => stages.Name)] },
            { "SpaceSettings", "Preset", [.. SearchSpaces.Presets] },
        };

    [Theory, MemberData(nameof(Lists))]
    public void The_comment_on_a_key_lists_every_name(string record, string key, string[] names)
    {
        var sources = Directory.GetFiles(Path.Combine(TestData.Repository, "src", "Nas.Model"), "*.cs", SearchOption.AllDirectories);
        var source = Assert.Single(
            sources.Select(File.ReadAllText),
            text => Regex.IsMatch(text, $@"\brecord {record}\b", RegexOptions.NonBacktracking)
        );
        Assert.Equal(names.Order(StringComparer.Ordinal), Listed(source, record, key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_list_is_found_in_the_comment_on_its_key()
    {
        const string Source = """
            public sealed record Sets
            {
                /// <summary>Not this: one, two.</summary>
                public int Other { get; init; }

                /// <summary>What is read: fashion, image-folder; null: nothing.</summary>
                [Required]
                public required string Name { get; init; }

                /// <summary>
                /// What is left out: one, two,
                /// three.
                /// </summary>
                [Range(1, 2)]
                public int More { get; init; }

                /// <summary>No list.</summary>
                [Range(1, 2)]
                public int None { get; init; }
            }
            """;
        Assert.Equal(["fashion", "image-folder"], Listed(Source, "Sets", "Name"));
        Assert.Equal(["one", "two", "three"], Listed(Source, "Sets", "More"));
        Assert.Empty(Listed(Source, "Sets", "None"));
        Assert.Empty(Listed(Source, "Sets", "Names"));
    }

    /// <summary>The first words with commas between them in the summary of a property.</summary>
    private static string[] Listed(string source, string record, string key)
    {
        var lines = source[source.IndexOf($"record {record}", StringComparison.Ordinal)..].Split('\n');
        var property = Array.FindIndex(lines, line => line.Contains($" {key} {{ get;", StringComparison.Ordinal));
        var before = lines.Take(Math.Max(0, property)).ToArray();
        var first = Array.FindLastIndex(before, line => line.Contains("/// <summary>", StringComparison.Ordinal));
        var comment = before.Skip(Math.Max(0, first)).Where(line => line.Contains("///", StringComparison.Ordinal));
        var summary = string.Join(' ', comment.Select(line => line.Replace("///", "", StringComparison.Ordinal).Trim()));
        return List().Match(summary) is { Success: true } list ? list.Value.Split(", ") : [];
    }

    [GeneratedRegex(@"[\w-]+(, [\w-]+)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex List();
}

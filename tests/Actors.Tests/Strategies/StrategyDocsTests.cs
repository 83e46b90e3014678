using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Actors.Strategies;
using Testing;

namespace Actors.Tests.Strategies;

/// <summary>docs/strategies.md says of every strategy what the program accepts.</summary>
public class StrategyDocsTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "strategies.md"));

    public static TheoryData<string> Names => [.. StrategyCatalog.Standard.Own.Select(kind => kind.Name)];

    public static TheoryData<string, string> Options =>
        [
            .. StrategyCatalog.Standard.Own.SelectMany(kind =>
                kind.Options.GetProperties()
                    .Select(option => new TheoryDataRow<string, string>(
                        kind.Name,
                        JsonNamingPolicy.KebabCaseLower.ConvertName(option.Name)
                    ))
            ),
        ];

    [Theory, MemberData(nameof(Names))]
    public void Every_strategy_is_in_the_table_and_has_a_heading(string strategy)
    {
        Assert.Contains($"\n| `{strategy}` | ", Text, StringComparison.Ordinal);
        Assert.NotEmpty(Section(strategy));
    }

    [Theory, MemberData(nameof(Options))]
    public void Every_option_is_under_its_strategy_s_heading_with_its_default_and_range(string strategy, string option)
    {
        var kind = StrategyCatalog.Standard.Find(strategy);
        var property = kind.Options.GetProperties().Single(one => JsonNamingPolicy.KebabCaseLower.ConvertName(one.Name) == option);
        var row = Assert.Single(Rows(strategy), row => row.Option == option);
        if (property.GetValue(Activator.CreateInstance(kind.Options)) is var standard && standard is string or int or double)
        {
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{standard}"), row.Default);
        }
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            Assert.Equal($"{Number(range.Minimum)} to {Number(range.Maximum)}", row.Range);
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            Assert.Equal(string.Join(", ", allowed.Values), row.Range);
    }

    [Theory, MemberData(nameof(Names))]
    public void No_option_is_told_that_there_is_not(string strategy)
    {
        var known = StrategyCatalog
            .Standard.Find(strategy)
            .Options.GetProperties()
            .Select(option => JsonNamingPolicy.KebabCaseLower.ConvertName(option.Name));
        Assert.Empty(Rows(strategy).Select(row => row.Option).Except(known));
    }

    /// <summary>Rows of the tables under its heading; a row that names a strategy in brackets is that one's alone.</summary>
    private static IEnumerable<(string Option, string Default, string Range)> Rows(string strategy) =>
        from line in Section(strategy).Split('\n')
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        let named = cells[1].Split('`')
        where named.Length < 4 || named[3] == strategy
        select (named[1], cells[2], cells[3]);

    private static string Section(string strategy) =>
        Text.Split("\n## ").Skip(1).SingleOrDefault(section => section.Split('\n')[0].Split(' ').Contains(strategy)) ?? "";

    private static string Number(object number) =>
        Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("#,0.######", CultureInfo.InvariantCulture);
}

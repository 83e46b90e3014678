using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Actors.Search;
using Nas.Model.Spaces;
using Seed.Archive;
using Testing;

namespace Seed.Tests.Docs;

/// <summary>docs/architecture.md draws the floors as the compiled code has them.</summary>
public sealed partial class FloorsOnThePageTests
{
    /// <summary>A room on the page.</summary>
    /// <param name="House">Folder below src that the room is in.</param>
    private sealed record Room(int Floor, string Name, string House);

    [Theory]
    [InlineData(typeof(ISearchSpace), "Nas.Model", "Nas.Model")]
    [InlineData(typeof(SearchActor), "Actors", "Actors")]
    [InlineData(typeof(SearchActor), "Actors.Search", "Actors/Search")]
    [InlineData(typeof(SearchDirectory), "Seed", "Seed")]
    public void Every_room_is_on_a_floor_above_all_that_it_uses(Type ofProject, string root, string house)
    {
        var floors = Rooms().Where(room => room.House == house).ToDictionary(room => room.Name, room => room.Floor);
        Assert.Equal(Folders(house), floors.Keys.Order(StringComparer.Ordinal));
        var uses = FolderGraph
            .OfProject(ofProject.Assembly.Location, root)
            .Uses.Where(use => floors.ContainsKey(use.From) && floors.ContainsKey(use.To))
            .ToList();
        Assert.NotEmpty(uses);
        Assert.Equal([], uses.Where(use => floors[use.From] <= floors[use.To]).Select(use => use.ToString()));
    }

    private static IEnumerable<string> Folders(string house) =>
        Directory
            .GetDirectories(Path.Combine(TestData.Repository, "src", house))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<Room> Rooms()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "architecture.md"));
        return Row()
            .Matches(page)
            .Select(match => new Room(
                int.Parse(match.Groups["floor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
                match.Groups["name"].Value,
                match.Groups["house"].Value
            ));
    }

    [GeneratedRegex(
        @"^\| (?<floor>\d+) \| \[(?<name>\w+)\]\(\.\./src/(?<house>[\w./]+)/\w+\) \|",
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Row();
}

using Seed.Archive;
using Testing;

namespace Seed.Tests.Dependencies;

/// <summary>Folders are floors: each uses only those below it.</summary>
public class FloorTests
{
    [Fact]
    public void Folders_depend_on_each_other_in_no_circle()
    {
        var graph = FolderGraph.OfProject(typeof(SearchDirectory).Assembly.Location, "Seed");
        Assert.Empty(graph.Circle());
        Assert.InRange(graph.Floors().Count, 3, 20);
    }
}

using System.Reflection;
using Actors.Search;
using Nas.Model.Spaces;
using Testing;

namespace Actors.Tests.Dependencies;

/// <summary>Folders are floors: each uses only those below it.</summary>
public class FloorTests
{
    [Theory]
    [InlineData(typeof(ISearchSpace), "Nas.Model")]
    [InlineData(typeof(SearchActor), "Actors")]
    [InlineData(typeof(SearchActor), "Actors.Search")]
    public void Folders_depend_on_each_other_in_no_circle(Type ofProject, string root)
    {
        var graph = FolderGraph.OfProject(ofProject.Assembly.Location, root);
        Assert.Empty(graph.Circle());
        Assert.InRange(graph.Floors().Count, 3, 20);
    }

    /// <summary>The two files are named, though only the body of a lambda shows one half.</summary>
    [Fact]
    public void A_planted_circle_is_found()
    {
        var graph = FolderGraph.OfProject(Assembly.GetExecutingAssembly().Location, "Actors.Tests.Dependencies.Planted");
        Assert.Equal(
            ["Above -> Below: Roof.cs (Roof) uses Cellar.cs (Cellar)", "Below -> Above: Cellar.cs (Cellar) uses Roof.cs (Roof)"],
            graph.Circle().Select(use => use.ToString())
        );
        Assert.Empty(graph.Floors());
    }
}

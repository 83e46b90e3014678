using System.Reflection;
using Actors.Search;
using Nas.Model.Spaces;
using Testing;

namespace Actors.Tests.Dependencies;

/// <summary>A method is a room in each project: nobody outside of it knows what is in it, but for the list of methods.</summary>
public class MethodRoomTests
{
    [Fact]
    public void Of_the_science() => Assert.Equal([], MethodRooms.Trespasses(typeof(ISearchSpace).Assembly.Location, "Nas.Model"));

    [Fact]
    public void Of_the_system() => Assert.Equal([], MethodRooms.Trespasses(typeof(SearchActor).Assembly.Location, "Actors"));

    /// <summary>Though only the body of a lambda shows it.</summary>
    [Fact]
    public void A_planted_trespasser_is_found() =>
        Assert.Equal(
            [
                "Trespasser.cs (Trespasser) uses Actors.Search.Methods.FidelityMethod",
                "Trespasser.cs (Trespasser) uses Nas.Model.Methods.StNas.StNasSettings",
            ],
            MethodRooms.Trespasses(Assembly.GetExecutingAssembly().Location, "Actors.Tests.Dependencies.Planted")
        );
}

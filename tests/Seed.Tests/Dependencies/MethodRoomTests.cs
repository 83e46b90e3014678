using Actors.Search.Methods;
using Nas.Model.Methods;
using Seed.Methods;
using Testing;

namespace Seed.Tests.Dependencies;

/// <summary>A method is a room in each project, and a line in each list.</summary>
public class MethodRoomTests
{
    [Fact]
    public void Nobody_outside_of_a_methods_room_knows_what_is_in_it() =>
        Assert.Equal([], MethodRooms.Trespasses(typeof(MethodFaces).Assembly.Location, "Seed"));

    [Fact]
    public void The_three_lists_have_the_same_methods()
    {
        var names = MethodSciences.All.Select(science => science.Name).ToArray();
        Assert.Equal(names, SearchMethods.All.Select(method => method.Name));
        Assert.Equal(names, MethodFaces.All.Select(face => face.Name));
        Assert.Equal(names.Length, names.Distinct().Count());
    }
}

using Actors.Tests.Dependencies.Planted.Below;

namespace Actors.Tests.Dependencies.Planted.Above;

/// <summary>Half of a circle.</summary>
internal static class Roof
{
    public static int Rooms() => Cellar.Depth();
}

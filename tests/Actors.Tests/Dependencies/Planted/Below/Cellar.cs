using Actors.Tests.Dependencies.Planted.Above;

namespace Actors.Tests.Dependencies.Planted.Below;

/// <summary>The other half: nothing but the body of a method shows it.</summary>
internal static class Cellar
{
    public static int Depth() => Enumerable.Range(0, 3).Sum(_ => Roof.Rooms());
}

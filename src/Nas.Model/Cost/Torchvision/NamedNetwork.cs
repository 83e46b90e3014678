namespace Nas.Model.Cost.Torchvision;

/// <summary>A network that can be named: one entry of <see cref="NamedNetworks"/>.</summary>
/// <param name="Name">Its name in search files and on the command line.</param>
/// <param name="Shape">Its structure; the type of this object says which network is built.</param>
public sealed record NamedNetwork(string Name, IBackboneShape Shape)
{
    /// <summary>True where torchvision has a classifier of this name, whose cost <c>langevin cost --network</c> prints.</summary>
    public bool IsClassifier { get; init; }

    /// <summary>Depths that its stages may have unless a search file gives others; null: it is no backbone.</summary>
    public StageOptions? Stages { get; init; }
}

namespace Nas.Model.Cost.Torchvision;

/// <summary>A network that can be named: one entry of <see cref="NamedNetworks"/>.</summary>
/// <param name="Name">As in search files and on the command line.</param>
/// <param name="Shape">What it consists of; its type says which network is built.</param>
public sealed record NamedNetwork(string Name, IBackboneShape Shape)
{
    /// <summary>torchvision has a classifier of this name, whose cost <c>langevin cost --network</c> tells.</summary>
    public bool IsClassifier { get; init; }

    /// <summary>It is a backbone, whose stages may have these depths unless a search file says others; null: it is none.</summary>
    public StageOptions? Stages { get; init; }
}

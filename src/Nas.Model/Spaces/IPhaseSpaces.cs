namespace Nas.Model.Spaces;

/// <summary>What the phases of a search explore: spaces, or parts of one, under names that its journal keeps.</summary>
public interface IPhaseSpaces
{
    /// <param name="range">Of the cost that the space is bounded by.</param>
    /// <exception cref="UserException">There is no space of this name.</exception>
    ConstrainedSpace Open(string name, CostRange range);
}

namespace Nas.Model.Spaces;

/// <summary>The spaces that the phases of a search explore, or parts of one, under names that its journal keeps.</summary>
public interface IPhaseSpaces
{
    /// <param name="range">Range of the cost that bounds the space.</param>
    /// <exception cref="UserException">There is no space of this name.</exception>
    ConstrainedSpace Open(string name, CostRange range);
}

namespace Nas.Model.Spaces;

/// <summary>
/// A space whose architectures are listed one by one: not every combination of options need be there, and costs need not be sums over
/// the decisions.
/// </summary>
public interface IListedSpace : ISearchSpace
{
    ArchitectureList Architectures { get; }
}

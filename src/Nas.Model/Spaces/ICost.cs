namespace Nas.Model.Spaces;

/// <summary>What an architecture costs: exact integers, not negative.</summary>
public interface ICost
{
    /// <summary>Of an architecture of the space that the cost belongs to.</summary>
    long Of(Architecture architecture);

    /// <summary>Of the cheapest architecture of the space.</summary>
    long Min { get; }

    /// <summary>Of the dearest architecture of the space.</summary>
    long Max { get; }
}

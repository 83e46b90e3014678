namespace Nas.Model.Spaces;

/// <summary>Cost of architectures: exact integers, not negative.</summary>
public interface ICost
{
    /// <summary>Cost of an architecture of the space that the cost belongs to.</summary>
    long Of(Architecture architecture);

    /// <summary>Cost of the cheapest architecture of the space.</summary>
    long Min { get; }

    /// <summary>Cost of the most expensive architecture of the space.</summary>
    long Max { get; }
}

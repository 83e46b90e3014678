namespace Nas.Model.Spaces;

/// <summary>A closed range of a cost, both ends included.</summary>
public readonly record struct CostRange(long Min, long Max)
{
    public static readonly CostRange Any = new(0, long.MaxValue);

    public bool Contains(long value) => value >= Min && value <= Max;
}

namespace Nas.Model.Spaces;

/// <summary>A cost that a constraint bounds.</summary>
/// <param name="Unit">The plural that sentences call it by: <c>MAdds</c>, <c>blocks</c>.</param>
public sealed record CostMeasure(string Unit, ICost Cost);

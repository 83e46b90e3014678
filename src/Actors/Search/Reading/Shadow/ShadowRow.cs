namespace Actors.Search.Reading.Shadow;

/// <summary>One proposal of a recorded search, and what another strategy would have proposed in its place.</summary>
/// <param name="Recorded">The architecture that was proposed.</param>
/// <param name="Shadow">The one that would have been; null where the strategy would have had none.</param>
/// <param name="Origin">The other strategy's word on where its proposal comes from, or why there is none.</param>
/// <param name="ScoredAs">The recorded search's candidate that it is; null where the search never proposed it.</param>
/// <param name="Score">Score of that candidate; null where it failed or is open.</param>
public sealed record ShadowRow(int Index, string Recorded, string? Shadow, string Origin, int? ScoredAs, double? Score)
{
    /// <summary>Whether both proposed the same.</summary>
    public bool Agrees => Shadow == Recorded;
}

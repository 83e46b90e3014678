namespace Actors.Search.Reading.Shadow;

/// <summary>One proposal of a recorded search, and what another strategy would have proposed in its place.</summary>
/// <param name="Recorded">The architecture that was proposed.</param>
/// <param name="Shadow">The one that would have been; null where the strategy would have had none.</param>
/// <param name="Origin">Where that strategy says it comes from, or why there is none.</param>
/// <param name="ScoredAs">The recorded search's candidate that it is; null where the search never proposed it.</param>
/// <param name="Score">That candidate's score; null where it failed or is open.</param>
public sealed record ShadowRow(int Index, string Recorded, string? Shadow, string Origin, int? ScoredAs, double? Score)
{
    /// <summary>Both proposed the same.</summary>
    public bool Agrees => Shadow == Recorded;
}

using Nas.Model.Settings;

namespace Actors.Search.Reading.Forking;

/// <summary>A new search that goes on from where another was.</summary>
/// <param name="Settings">Settings of the new search, its name among them.</param>
/// <param name="Phase">Candidate phase in which the two part.</param>
/// <param name="At">Results of that phase that are inherited: of the first so many proposals.</param>
public sealed record ForkRequest(SearchSettings Settings, string Phase, int At);

namespace Nas.Model.Data.Fetching;

/// <summary>Progress of the work on one file.</summary>
/// <param name="What">The work being done, with the file's name.</param>
/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes; null: not known.</param>
public sealed record FetchProgress(string What, long Done, long? Total);

/// <param name="Folder">Folder of the set.</param>
/// <param name="Source">Source of the set, in words.</param>
/// <param name="WasThere">True: the set was there already, and nothing was done.</param>
public sealed record FetchResult(string Folder, string Source, bool WasThere);

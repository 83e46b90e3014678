namespace Nas.Model.Data.Fetching;

/// <summary>How far the work on one file is.</summary>
/// <param name="What">What is being done, with the file's name.</param>
/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes; null: not known.</param>
public sealed record FetchProgress(string What, long Done, long? Total);

/// <param name="Folder">Where the set is.</param>
/// <param name="Source">Where it was obtained, in words.</param>
/// <param name="WasThere">Nothing was done.</param>
public sealed record FetchResult(string Folder, string Source, bool WasThere);

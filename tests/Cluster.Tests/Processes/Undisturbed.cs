using System.Collections.Concurrent;

namespace Cluster.Tests.Processes;

/// <summary>The end of a search when nobody disturbs it, against which all others are held. Each is run once for all tests.</summary>
/// <param name="File">The search file.</param>
/// <param name="History">The output of <c>history --json</c>.</param>
/// <param name="Best">The output of <c>best --json</c>.</param>
/// <param name="Said">The output of <c>run</c>, without the search's path.</param>
internal sealed record Undisturbed(string File, string History, string Best, string Said)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Undisturbed>>> Known = new();

    /// <param name="settings">Settings for <c>--set</c>.</param>
    public static Task<Undisturbed> OfAsync(string file = SearchDirectory.StNas, params string[] settings) =>
        Known.GetOrAdd(string.Join('\n', settings.Prepend(file)), _ => new(() => RunAsync(file, settings))).Value;

    private static async Task<Undisturbed> RunAsync(string file, string[] settings)
    {
        using var search = new SearchDirectory(file, settings);
        var (code, output, errors) = await search.RunAsync();
        Assert.True(code == 0, errors);
        return new Undisturbed(
            search.File,
            await search.HistoryAsync(),
            await search.QueryAsync("best"),
            output.Replace(search.Path, "", StringComparison.Ordinal)
        );
    }
}

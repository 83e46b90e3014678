using System.Collections.Concurrent;

namespace Cluster.Tests.Processes;

/// <summary>
/// What a search is in the end when nobody disturbs it: what all others are held against. Each is run once for all tests.
/// </summary>
/// <param name="File">The search file.</param>
/// <param name="History">What <c>history --json</c> prints.</param>
/// <param name="Best">What <c>best --json</c> prints.</param>
/// <param name="Said">What <c>run</c> printed, without the search's path.</param>
internal sealed record Undisturbed(string File, string History, string Best, string Said)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Undisturbed>>> Known = new();

    /// <param name="settings">For <c>--set</c>.</param>
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

using Nas.Model;
using Nas.Model.Data;
using Nas.Model.Data.Fetching;
using Nas.Model.Settings;
using Seed.Methods;
using Seed.Output;
using Seed.Progress;

namespace Seed.Running;

/// <summary>Sees to it that a search's data are on this machine before it starts.</summary>
public static class DataSupply
{
    /// <summary>
    /// The settings with the set of classified images that is really there; the user is told where it is not the one asked for.
    /// </summary>
    /// <exception cref="UserException">The set cannot be had, and no fallback is named.</exception>
    public static async Task<SearchSettings> ProvideAsync(SearchSettings settings, Terminal terminal, CancellationToken cancellation) =>
        MethodFaces.Of(settings).Data(settings).Supplied is { } supplied
            ? supplied.With(await ProvideAsync(supplied.Data, terminal, cancellation))
            : settings;

    /// <summary>The set that is got before a search starts; null: none is.</summary>
    public static KnownSet? ToBeFetched(DataSettings data) =>
        data.Root is null
            ? DataCatalog.List().FirstOrDefault(set => set.Set.Name == data.Name) is { IsHere: false, Set: { HasFiles: true } known }
                ? known
                : null
            : null;

    private static async Task<DataSettings> ProvideAsync(DataSettings data, Terminal terminal, CancellationToken cancellation)
    {
        if (ToBeFetched(data) is not null)
        {
            terminal.Error.WriteLine($"The data set {data.Name} is not on this machine: getting it.");
            try
            {
                var result = await GetAsync(data.Name, from: null, force: false, terminal, cancellation);
                terminal.Error.WriteLine($"{data.Name} is in {result.Folder} ({result.Source}).");
            }
            catch (UserException exception) when (data.Fallback is not null)
            {
                terminal.Error.WriteLine(exception.Message);
            }
        }
        var (effective, notice) = DataCatalog.Resolve(data);
        if (notice is not null)
            terminal.Error.WriteLine("ATTENTION: " + notice);
        return effective;
    }

    public static async Task<FetchResult> GetAsync(string name, string? from, bool force, Terminal terminal, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var display = new FetchDisplay(terminal);
        try
        {
            return await new DataFetcher(client, DataPlaces.FromEnvironment(), DataMirror.FromEnvironment()).GetAsync(
                name,
                from,
                force,
                display,
                cancellation
            );
        }
        finally
        {
            display.End();
        }
    }
}

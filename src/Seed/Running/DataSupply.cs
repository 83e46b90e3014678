using Nas.Model;
using Nas.Model.Cost.Detection;
using Nas.Model.Data;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Data.Fetching;
using Nas.Model.Settings;
using Seed.Output;

namespace Seed.Running;

/// <summary>Sees to it that a search's data are on this machine before it starts.</summary>
public static class DataSupply
{
    /// <summary>
    /// The settings with the set of classified images that is really there; the user is told where it is not the one asked for. Images with
    /// boxes are nowhere to be fetched from.
    /// </summary>
    /// <exception cref="UserException">The set cannot be had, and no fallback is named.</exception>
    public static async Task<SearchSettings> ProvideAsync(SearchSettings settings, Terminal terminal, CancellationToken cancellation) => settings switch
    {
        StNasSettings stNas => stNas with { Data = await ProvideAsync(stNas.Data, terminal, cancellation) },
        FidelitySettings study => study with { Data = await ProvideAsync(study.Data, terminal, cancellation) },
        CrNasSettings { Pretraining: { Steps: > 0, Data: { } data } pretraining } crNas =>
            crNas with { Pretraining = pretraining with { Data = await ProvideAsync(data, terminal, cancellation) } },
        _ => settings,
    };

    /// <summary>Makes sure that all data of a search are on this machine and as its settings say; what is left out of them is named.</summary>
    /// <param name="begun">The search goes on: what is left out was named when it began.</param>
    /// <exception cref="UserException">Some are missing or damaged; the sentence says what helps.</exception>
    public static void Require(SearchSettings settings, bool begun, Terminal terminal)
    {
        switch (settings)
        {
            case StNasSettings stNas:
                DataCatalog.Require(stNas.Data);
                break;
            case FidelitySettings study:
                DataCatalog.Require(study.Data);
                break;
            case CrNasSettings crNas:
                RequireBoxes(crNas.Detector.Name, crNas.Data);
                if (crNas.Transfer is { } transfer) In("transfer", () => RequireBoxes(transfer.Detector ?? crNas.Detector.Name, transfer.Data ?? crNas.Data));
                if (crNas.Pretraining is { Steps: > 0, Data: { } classified }) In("pretraining", () => DataCatalog.Require(classified));
                break;
        }

        void RequireBoxes(string detector, DetectionDataSettings data)
        {
            var masks = DetectorShape.Find(detector).Kind == DetectorKind.MaskRcnn;
            var leftOut = DetectionCatalog.Require(data, settings.Seed, masks, decode: !begun);
            if (!begun) LeftOut.Tell(terminal, leftOut);
        }
    }

    /// <summary>Sentences about data name keys as <c>data.root</c>, whatever section these are in.</summary>
    private static void In(string section, Action require)
    {
        try
        {
            require();
        }
        catch (UserException exception)
        {
            throw new UserException($"In the section {section}: {exception.Message}", exception);
        }
    }

    private static async Task<DataSettings> ProvideAsync(DataSettings data, Terminal terminal, CancellationToken cancellation)
    {
        if (data.Root is null && DataCatalog.List().FirstOrDefault(set => set.Set.Name == data.Name) is { IsHere: false, Set.HasFiles: true })
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
        if (notice is not null) terminal.Error.WriteLine("ATTENTION: " + notice);
        return effective;
    }

    public static async Task<FetchResult> GetAsync(string name, string? from, bool force, Terminal terminal, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var display = new FetchDisplay(terminal);
        try
        {
            return await new DataFetcher(client, DataPlaces.FromEnvironment()).GetAsync(name, from, force, display, cancellation);
        }
        finally
        {
            display.End();
        }
    }
}

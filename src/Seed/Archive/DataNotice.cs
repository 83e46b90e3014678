using Nas.Model.Settings;
using Seed.Methods;

namespace Seed.Archive;

/// <summary>The plain word that a result was not made with the data asked for.</summary>
public static class DataNotice
{
    public static string? Of(SearchSettings requested, SearchSettings used) =>
        (DataOf(requested), DataOf(used)) is not ({ } asked, { } had) || asked.Name == had.Name
            ? null
            : $"The search asked for the data set {asked.Name}, which could not be had on this machine; data.fallback, the {had.Name} set, was used in its place. No figure here says anything about {asked.Name}.";

    /// <summary>The data that another set may stand in for.</summary>
    private static DataSettings? DataOf(SearchSettings settings) => MethodFaces.Of(settings).Data(settings).Supplied?.Data;
}

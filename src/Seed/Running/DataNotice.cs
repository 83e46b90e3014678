using Nas.Model.Settings;

namespace Seed.Running;

/// <summary>The plain word that a result was not made with the data asked for.</summary>
public static class DataNotice
{
    public static string? Of(SearchSettings requested, SearchSettings used) => (requested, used) is not (StNasSettings asked, StNasSettings had) || asked.Data.Name == had.Data.Name
        ? null
        : $"The search asked for the data set {asked.Data.Name}, which could not be had on this machine; data.fallback, the {had.Data.Name} set, was used in its place. No figure here says anything about {asked.Data.Name}.";
}

using Actors.Search.Methods;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Dependencies.Planted;

/// <summary>Knows methods by what they are; nothing but bodies of methods shows it.</summary>
internal static class Trespasser
{
    public static int Samples(IEnumerable<SearchSettings> searches) =>
        searches.Sum(settings => settings is StNasSettings stNas ? stNas.Langevin.Samples : 0);

    public static object Study() => new FidelityMethod();
}

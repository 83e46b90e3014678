using Actors.Search.Methods;
using Actors.Strategies;
using Nas.Model.Settings;

namespace Actors.Simulation;

/// <summary>A search to be simulated, opened: its spaces are shared by all simulations of it.</summary>
public sealed class SimulatedSubject
{
    /// <param name="strategies">Strategies that it may name; null: the usual ones.</param>
    /// <exception cref="Nas.Model.UserException">A preset, a strategy or an option that is unknown.</exception>
    public SimulatedSubject(SearchSettings settings, StrategyCatalog? strategies = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (Id, Settings, Strategies) = (settings.Name, settings, strategies ?? StrategyCatalog.Standard);
        Opened = OpenedSearch.Of(SettingsJson.Text(settings), Strategies);
        InOrder = SettingsOrder(settings).All(order => order == "proposal");
    }

    public string Id { get; }

    public SearchSettings Settings { get; }

    /// <summary>Its history does not depend on who was fast.</summary>
    public bool InOrder { get; }

    internal StrategyCatalog Strategies { get; }

    internal OpenedSearch Opened { get; }

    private static IEnumerable<string> SettingsOrder(SearchSettings settings) =>
        Search.Methods.SearchMethods.StrategiesOf(settings).Select(strategy => strategy.Order);
}

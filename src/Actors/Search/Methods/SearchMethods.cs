using System.Collections.Immutable;
using Actors.Search.Planning;
using Nas.Model.Settings;

namespace Actors.Search.Methods;

/// <summary>The methods that a search file can name, a line each.</summary>
public static class SearchMethods
{
    public static ImmutableArray<ISearchMethod> All { get; } =
    [new StNasMethod(), new CrNasMethod(), new BlackBoxMethod(), new FidelityMethod()];

    /// <exception cref="Nas.Model.UserException">There is no such method.</exception>
    public static ISearchMethod Of(SearchSettings settings) =>
        All.FirstOrDefault(method => method.Name == settings.Method)
        ?? throw new Nas.Model.UserException(
            $"method is '{settings.Method}': there are {string.Join(", ", All.Select(method => method.Name))}."
        );

    public static SearchPlan Plan(SearchContext context) => Of(context.Settings).Plan(context);

    public static IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) => Of(settings).StrategiesOf(settings);

    public static NamedStrategy? StrategyOf(SearchSettings settings, string phase) => Of(settings).StrategyOf(settings, phase);

    /// <inheritdoc cref="ISearchMethod.LaterThan"/>
    public static ImmutableArray<string> LaterThan(SearchSettings settings, string phase) => Of(settings).LaterThan(settings, phase);
}

using System.Text.Json.Nodes;
using Actors.Strategies;
using Actors.Strategies.Evolution;
using Nas.Model;

namespace Actors.Tests.Strategies;

public class StrategyCatalogTests
{
    private static readonly StrategyCatalog Catalog = StrategyCatalog.Standard;

    [Fact]
    public void Both_strategies_can_be_named_and_made_with_their_defaults() =>
        Assert.All(Catalog.Kinds, kind => Assert.NotNull(Catalog.Create(kind.Name, [])));

    [Fact]
    public void Options_are_bound_by_their_kebab_case_names() =>
        Assert.Equal(
            new EvolutionOptions { Population = 10, MutationRate = 0.5 },
            Catalog.ReadOptions("evolution", new JsonObject { ["population"] = 10, ["mutation-rate"] = 0.5 })
        );

    [Theory]
    [InlineData("evolution", "{\"popluation\": 3}", "strategy.options.popluation")]
    [InlineData("evolution", "{\"population\": 1}", "strategy.options.population")]
    [InlineData("evolution", "{\"crossover-probability\": 1.5}", "strategy.options.crossover-probability")]
    [InlineData("evolution", "{\"population\": \"many\"}", "strategy.options.population")]
    [InlineData("random", "{\"population\": 3}", "it has none")]
    [InlineData("annealing", "{}", "evolution, regularised-evolution")]
    public void Mistakes_are_told_with_key_and_remedy(string name, string options, string expected)
    {
        var mistake = Assert.Throws<UserException>(() => Catalog.ReadOptions(name, (JsonObject)JsonNode.Parse(options)!));
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

internal static class StrategyChecks
{
    /// <summary>The catalogue's name for the section of a strategy.</summary>
    private const string CatalogSection = "strategy";

    /// <summary>The strategy's options with every default; as they are where something is wrong, which is told.</summary>
    /// <param name="section">Section of the strategy: <c>strategy</c>, <c>stage-search</c>.</param>
    /// <param name="partial">True: candidates can be scored while only a part of them is decided.</param>
    public static JsonObject Options(string section, StrategySettings strategy, ProblemList problems, bool partial = false)
    {
        var names = StrategyCatalog.Standard.Kinds.Where(kind => partial || kind.MostInPart is null).Select(kind => kind.Name).ToArray();
        if (!partial && StrategyCatalog.Standard.MostInPart(strategy.Name) is not null)
        {
            problems.Add(
                $"{section}.name",
                $"\"{strategy.Name}\" decides block after block, which only operation-search can; choose {string.Join(" or ", names)}"
            );
            return strategy.Options;
        }
        if (!names.Contains(strategy.Name))
        {
            problems.AddUnknown($"{section}.name", "strategy", strategy.Name, names);
            return strategy.Options;
        }
        try
        {
            var options = StrategyCatalog.Standard.ReadOptions(strategy.Name, strategy.Options);
            return JsonSerializer.SerializeToNode(options, options.GetType(), SettingsJson.Options)!.AsObject();
        }
        catch (UserException exception)
        {
            // The sentence begins with the option's key.
            var (key, what) =
                exception.Message.IndexOf(' ', StringComparison.Ordinal) is var end && end > 0
                    ? (exception.Message[..end].TrimEnd(':'), exception.Message[(end + 1)..])
                    : ($"{CatalogSection}.options", exception.Message);
            problems.Add(section + key[CatalogSection.Length..], what.TrimEnd('.'));
            return strategy.Options;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Settings;

namespace Seed.Benchmarks.Strategies;

/// <summary>A strategy with options, under a name.</summary>
/// <param name="Options">The strategy's options, every default included.</param>
public sealed record StrategyVariant(string Name, string Strategy, JsonObject Options)
{
    /// <exception cref="UserException">There is no such strategy, or an option is wrong.</exception>
    public static StrategyVariant Of(string name, string strategy, JsonObject options)
    {
        var read = StrategyCatalog.Standard.ReadOptions(strategy, options);
        return new StrategyVariant(name, strategy, JsonSerializer.SerializeToNode(read, read.GetType(), SettingsJson.Options)!.AsObject());
    }

    /// <summary><c>NAME=STRATEGY:KEY=VALUE,KEY=VALUE</c>, as in <c>wide=evolution:population=128</c>.</summary>
    /// <exception cref="UserException">Not that form, or as <see cref="Of"/>.</exception>
    public static StrategyVariant Parse(string text, string option)
    {
        var (name, rest) = Split(text, '=');
        if (name.Length == 0 || rest is null)
            throw new UserException($"{option} {text}: must be NAME=STRATEGY:KEY=VALUE,..., as in {option} wide=evolution:population=128");
        var (strategy, options) = Split(rest, ':');
        return Of(
            name,
            strategy,
            OptionsOf(options?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [], option)
        );
    }

    /// <summary>Texts <c>KEY=VALUE</c>; values are JSON's numbers, booleans and null, and words otherwise.</summary>
    /// <exception cref="UserException">Not that form.</exception>
    public static JsonObject OptionsOf(IEnumerable<string> settings, string option)
    {
        var options = new JsonObject();
        foreach (var setting in settings)
        {
            var (key, value) = Split(setting, '=');
            if (key.Length == 0 || string.IsNullOrEmpty(value))
                throw new UserException($"{option} {setting}: must be KEY=VALUE, as in {option} population=128");
            options[key] = Value(value);
        }
        return options;
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static (string Before, string? After) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0
            ? (text[..at].Trim(), text[(at + 1)..].Trim())
            : (text.Trim(), null);
}

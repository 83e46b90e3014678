using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Nas.Model.Spaces.BlackBox;

/// <summary>
/// Every combination of options that a search file declares. Nothing costs anything: what a decision costs, only its evaluator knows.
/// </summary>
/// <exception cref="UserException">A decision without options, or with one twice; the sentence begins with its key.</exception>
public sealed class DeclaredSpace(string name, JsonObject decisions) : DecisionSpace(name, Declared(decisions))
{
    private static readonly string[] NoOptions = [];

    private static ImmutableArray<Decision> Declared(JsonObject decisions)
    {
        if (decisions.Count == 0)
            throw new UserException("space.decisions must name at least one decision, as in { kernel = [3, 5] }.");
        return [.. decisions.Select(entry => new Decision(entry.Key, entry.Key, OptionsOf(entry.Key, entry.Value)))];
    }

    private static ImmutableArray<string> OptionsOf(string name, JsonNode? node)
    {
        string[] options = node is JsonArray list ? [.. list.Select(option => option is JsonValue ? option.ToString() : "")] : NoOptions;
        if (options.Length == 0 || options.Contains(""))
            throw new UserException($"space.decisions.{name} must be a list of options, as in [3, 5].");
        var twice = options.GroupBy(option => option, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? [.. options] : throw new UserException($"space.decisions.{name} has the option {twice} twice.");
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.Shared;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods;

/// <summary>The methods, a line each.</summary>
public static class MethodSciences
{
    /// <summary>The method of a search file that names none is the first.</summary>
    public static ImmutableArray<IMethodScience> All { get; } =
    [new StNasScience(), new CrNasScience(), new BlackBoxScience(), new FidelityScience()];

    public static IMethodScience? Find(string name) => All.FirstOrDefault(method => method.Name == name);

    public static IMethodScience Of(SearchSettings settings) =>
        Find(settings.Method) ?? throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "There is no such method.");

    /// <exception cref="UserException">A preset or a backbone that is unknown, or a table that cannot be used.</exception>
    public static IPhaseSpaces Spaces(SearchSettings settings) => Of(settings).Spaces(settings);

    /// <summary>Settings from their one JSON form: see <see cref="SettingsJson"/>.</summary>
    /// <exception cref="JsonException">The text is not the JSON form of settings.</exception>
    public static SearchSettings Read(string text) =>
        Read(JsonNode.Parse(text) as JsonObject ?? throw new JsonException("Settings are an object."));

    /// <exception cref="JsonException">The tree is not the JSON form of settings.</exception>
    public static SearchSettings Read(JsonObject tree) =>
        (SearchSettings)tree.Deserialize(MethodOf(tree).SettingsType, SettingsJson.Options)!;

    private static IMethodScience MethodOf(JsonObject tree)
    {
        if (tree["method"] is not JsonValue value || !value.TryGetValue<string>(out var name))
            return All[0];
        return Find(name) ?? throw new JsonException($"There is no method '{name}'.");
    }
}

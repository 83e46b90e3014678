using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seed.Hocon;

/// <summary>
/// A HOCON tree as JSON where no type says what is meant: unquoted JSON numbers, booleans and null are those, the rest is text.
/// </summary>
public static class FreeForm
{
    public static JsonObject Object(HoconObject tree, ProblemList problems, string path)
    {
        var json = new JsonObject();
        foreach (var (name, value) in tree.Members)
        {
            problems.Locate($"{path}.{name}", value.Origin);
            json[name] = Node(value, problems, $"{path}.{name}");
        }
        return json;
    }

    private static JsonNode? Node(HoconNode node, ProblemList problems, string path) =>
        node switch
        {
            HoconObject inner => Object(inner, problems, path),
            HoconArray array => new JsonArray([.. array.Items.Select((item, i) => Node(item, problems, $"{path}[{i}]"))]),
            HoconText { Quoted: false } text => Unquoted(text.Text),
            HoconText text => JsonValue.Create(text.Text),
            _ => null,
        };

    private static JsonNode? Unquoted(string text)
    {
        try
        {
            // Accepts exactly JSON's numbers, booleans and null: unquoted text cannot begin with a quote or bracket.
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Output;

namespace Seed.Hocon;

/// <summary>
/// Reads a HOCON tree as settings of a type, by the type's own JSON metadata and annotations, and lists everything that is wrong.
/// </summary>
/// <param name="root">The type of the whole file: suggestions for unknown keys are taken from it.</param>
public sealed class SettingsBinder(ProblemList problems, Type root)
{
    private static readonly JsonSerializerOptions Options = Prepared();

    /// <summary>The settings as JSON with what the tree says; unusable members are left out, and told.</summary>
    public JsonObject Bind(HoconObject tree) => Bind(tree, root, "");

    private JsonObject Bind(HoconObject tree, Type type, string path)
    {
        var known = Options.GetTypeInfo(type).Properties;
        var bound = new JsonObject();
        foreach (var (name, value) in tree.Members)
        {
            var key = path + name;
            problems.Locate(key, value.Origin);
            var property = known.FirstOrDefault(property => property.Name == name);
            if (property is null)
                problems.Add(value.Origin, key, "unknown key; " + UnknownKeyRemedy(name, known, path));
            else if (Value(value, property, key) is { } found)
                bound[name] = found.Node;
        }
        foreach (var property in known.Where(property => property.IsRequired && !tree.Members.ContainsKey(property.Name)))
        {
            var whose = path.Length == 0 ? "every search file" : $"the section {path.TrimEnd('.')}";
            problems.Add(tree.Origin with { Line = 0 }, path + property.Name, $"is missing; {whose} needs it");
        }
        return bound;
    }

    private sealed record Found(JsonNode? Node);

    private Found? Value(HoconNode value, JsonPropertyInfo property, string key)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (value is HoconText { IsNull: true })
        {
            if (property.IsSetNullable && (!property.PropertyType.IsValueType || type != property.PropertyType))
                return new Found(null);
            problems.Add(value.Origin, key, "must not be null; remove the key to have its default");
            return null;
        }
        if (type == typeof(JsonObject))
        {
            if (value is HoconObject free)
                return new Found(FreeForm.Object(free, problems, key));
            problems.Add(value.Origin, key, $"must be an object {{ ... }}, not {Kind(value)}");
            return null;
        }
        return Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Object => ObjectValue(value, type, key),
            JsonTypeInfoKind.Enumerable => ListValue(value, type, property, key),
            _ => Checked(value, Scalar(value, type, key), property, key),
        };
    }

    private Found? ObjectValue(HoconNode value, Type type, string key)
    {
        if (value is HoconObject tree)
            return new Found(Bind(tree, type, key + "."));
        problems.Add(value.Origin, key, $"must be a section {{ ... }}, not {Kind(value)}");
        return null;
    }

    private Found? ListValue(HoconNode value, Type type, JsonPropertyInfo property, string key)
    {
        if (value is not HoconArray list)
        {
            problems.Add(value.Origin, key, $"must be a list such as [300M, 330M], not {Kind(value)}");
            return null;
        }
        var element = Options.GetTypeInfo(type).ElementType!;
        var items = list.Items.Select((item, i) => Item(item, element, $"{key}[{i}]")).ToArray();
        if (items.Any(item => item is null))
            return null;
        var node = new JsonArray(items);
        // Something is wrong in a section of the list, which is told.
        if (Options.GetTypeInfo(element).Kind == JsonTypeInfoKind.Object && !problems.IsEmpty)
            return null;
        return Checked(list, node.Deserialize(type, Options), property, key) is null ? null : new Found(node);
    }

    private JsonNode? Item(HoconNode item, Type type, string key) =>
        Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object ? ObjectValue(item, type, key)?.Node
        : Scalar(item, type, key) is { } read ? JsonSerializer.SerializeToNode(read, Options)
        : null;

    private object? Scalar(HoconNode value, Type type, string key)
    {
        if (value is not HoconText { Text: var text })
        {
            problems.Add(value.Origin, key, $"must be {Expected(type)}, not {Kind(value)}");
            return null;
        }
        if (type == typeof(string))
            return text;
        if (type == typeof(bool) && text is "true" or "on" or "yes")
            return true;
        if (type == typeof(bool) && text is "false" or "off" or "no")
            return false;
        if (type == typeof(long) && ScaledNumber.TryParse(text, out var whole))
            return whole;
        if (type == typeof(int) && ScaledNumber.TryParse(text, out var small) && small is >= int.MinValue and <= int.MaxValue)
            return (int)small;
        if (
            type == typeof(double)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real)
        )
            return real;
        problems.Add(value.Origin, key, $"must be {Expected(type)}, not \"{text}\"");
        return null;
    }

    /// <summary>Holds a value against the property's annotations.</summary>
    private Found? Checked(HoconNode value, object? read, JsonPropertyInfo property, string key)
    {
        if (read is null)
            return null;
        var rules =
            property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? [];
        if (rules.FirstOrDefault(rule => !rule.IsValid(read)) is not { } broken)
            return new Found(JsonSerializer.SerializeToNode(read, Options));
        problems.Add(value.Origin, key, RuleSentence.For(broken, read));
        return null;
    }

    private string UnknownKeyRemedy(string name, IList<JsonPropertyInfo> known, string path)
    {
        var here = known.OrderBy(property => property.Order).Select(property => property.Name).ToArray();
        if (Spelling.Nearest(name, here) is { } near)
            return $"did you mean {path}{near}?";
        var elsewhere = AllKeys(root, "").Where(key => key == name || key.EndsWith("." + name, StringComparison.Ordinal)).ToArray();
        return elsewhere.Length > 0 ? $"did you mean {string.Join(" or ", elsewhere)}?" : $"known here: {string.Join(", ", here)}";
    }

    private static IEnumerable<string> AllKeys(Type type, string path)
    {
        var info = Options.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.Object || type == typeof(JsonObject))
            return [];
        return info.Properties.SelectMany(property =>
            AllKeys(property.PropertyType, path + property.Name + ".").Prepend(path + property.Name)
        );
    }

    private static string Expected(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : type == typeof(int) ? "a whole number below 2^31"
        : "a whole number (320M, 1.2G and 300k are understood)";

    private static string Kind(HoconNode value) =>
        value switch
        {
            HoconObject => "a section { ... }",
            HoconArray => "a list",
            HoconText text => $"\"{text.Text}\"",
            _ => "this",
        };

    private static JsonSerializerOptions Prepared()
    {
        SettingsJson.Options.MakeReadOnly(populateMissingResolver: true);
        return SettingsJson.Options;
    }
}

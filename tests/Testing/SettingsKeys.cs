using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Nas.Model.Settings;

namespace Testing;

/// <summary>A key that settings can have.</summary>
/// <param name="Path">The key as search files name it; what is in a list is behind <c>[]</c>.</param>
/// <param name="IsAlwaysWritten">True: the key is written wherever its section is, whatever its value.</param>
public sealed record SettingsKey(string Path, bool IsAlwaysWritten);

/// <summary>The keys of settings, by the types that they are read into.</summary>
public static class SettingsKeys
{
    private static readonly JsonSerializerOptions Options = Prepared();

    /// <param name="type">Type of the settings of a whole search file, or of a section.</param>
    public static IEnumerable<SettingsKey> Of(Type type) => Of(type, "");

    private static IEnumerable<SettingsKey> Of(Type type, string section)
    {
        foreach (var property in Options.GetTypeInfo(type).Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var path = section + property.Name;
            var isOptional = property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) is true;
            yield return new SettingsKey(path, !isOptional);
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value == typeof(JsonObject))
                continue;
            var info = Options.GetTypeInfo(value);
            var inner =
                info.Kind == JsonTypeInfoKind.Object ? Of(value, path + ".")
                : info.Kind == JsonTypeInfoKind.Enumerable && Options.GetTypeInfo(info.ElementType!).Kind == JsonTypeInfoKind.Object
                    ? Of(info.ElementType!, path + "[].")
                : [];
            foreach (var key in inner)
                yield return key;
        }
    }

    private static JsonSerializerOptions Prepared()
    {
        var options = new JsonSerializerOptions(SettingsJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        options.MakeReadOnly();
        return options;
    }
}

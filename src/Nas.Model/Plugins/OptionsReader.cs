using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model.Settings;

namespace Nas.Model.Plugins;

/// <summary>Binds the free-form options of a section to the options of the class that it names, and checks them.</summary>
public static class OptionsReader
{
    /// <param name="section">Section of the search file: sentences begin with <c>SECTION.options.KEY</c>.</param>
    /// <param name="owner">The class that has the options, in words: <c>the strategy 'evolution'</c>.</param>
    /// <returns>An instance of the type, every default filled in.</returns>
    /// <exception cref="UserException">An unknown option, a value of another type or out of its range.</exception>
    public static object Read(Type type, JsonObject options, string section, string owner)
    {
        var known = type.GetProperties().Select(property => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)).ToList();
        foreach (var (key, _) in options)
        {
            if (known.Contains(key, StringComparer.Ordinal))
                continue;
            var has = known.Count == 0 ? "it has none" : $"it has {string.Join(", ", known)}";
            throw new UserException($"{section}.options.{key} is no option of {owner}: {has}.");
        }
        var bound = Bind(type, options, section);
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(bound, new ValidationContext(bound), faults, validateAllProperties: true))
        {
            var members = faults[0].MemberNames.Select(JsonNamingPolicy.KebabCaseLower.ConvertName);
            throw new UserException($"{section}.options.{string.Join(", ", members)}: {faults[0].ErrorMessage}");
        }
        return bound;
    }

    private static object Bind(Type type, JsonObject options, string section)
    {
        try
        {
            return options.Deserialize(type, SettingsJson.Options)!;
        }
        catch (JsonException cause)
        {
            throw new UserException($"{section}.options.{cause.Path?.TrimStart('$', '.')} has a value of the wrong type.", cause);
        }
    }
}

/// <summary>Options of a class that has no options.</summary>
public sealed record NoOptions;

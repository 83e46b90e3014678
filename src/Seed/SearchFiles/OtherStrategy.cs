using Actors.Search.Methods;
using Seed.Hocon;

namespace Seed.SearchFiles;

/// <summary>
/// <c>--set strategy.name=random</c> on a file that has options for another strategy: those mean nothing to this one, and are left out.
/// </summary>
internal static class OtherStrategy
{
    private static readonly string[] Sections = [.. SearchMethods.All.SelectMany(method => method.StrategySections).Distinct()];

    /// <summary>The strategies that a file names, by section.</summary>
    public static IReadOnlyDictionary<string, string> Names(HoconObject tree) =>
        Sections
            .Select(section => (section, Name: NameIn(tree, section)))
            .Where(pair => pair.Name is not null)
            .ToDictionary(pair => pair.section, pair => pair.Name!);

    /// <param name="named">The strategies by section, before anything was set.</param>
    /// <param name="source">Source of the options that stay.</param>
    public static void LeaveOutOptions(HoconObject tree, IReadOnlyDictionary<string, string> named, string source)
    {
        foreach (var (section, name) in named)
        {
            if (
                NameIn(tree, section) == name
                || tree.Members[section] is not HoconObject settings
                || settings.Members.GetValueOrDefault("options") is not HoconObject options
            )
                continue;
            foreach (var option in options.Members.Where(option => option.Value.Origin.Source != source).ToList())
                options.Members.Remove(option.Key);
        }
    }

    private static string? NameIn(HoconObject tree, string section) =>
        tree.Members.GetValueOrDefault(section) is HoconObject settings && settings.Members.GetValueOrDefault("name") is HoconText name
            ? name.Text
            : null;
}

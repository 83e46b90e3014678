using Nas.Model.Data;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.Methods.Shared;

/// <summary>Checks of images with classes.</summary>
internal static class ClassifiedDataChecks
{
    /// <summary>The settings with every default of a plug-in's options, and the rules by which an image folder is read.</summary>
    /// <param name="section">Section of the data: <c>data</c>, <c>pretraining.data</c>.</param>
    public static DataSettings Complete(string section, DataSettings data, ProblemList problems) =>
        data with
        {
            Options = PluginChecks.DataOptions<IImageSet>(section, data.Name, data.Options, problems),
            Edition = data.Edition ?? (KnownSets.Standard.Find(data.Name) is { HasEditions: true } ? DataSettings.Latest : null),
        };

    /// <summary>The set of this name; null where there is none, which is told.</summary>
    /// <param name="section">Section of the data: <c>data</c>, <c>pretraining.data</c>.</param>
    /// <param name="key">Key that names the set.</param>
    public static KnownSet? Find(string section, string key, string name, DataSettings settings, ProblemList problems)
    {
        if (KnownSets.Standard.Find(name) is not { } data)
        {
            problems.AddUnknown(key, "data set", name, KnownSets.Standard.Usable.Select(set => set.Name));
            return null;
        }
        if (data.IsOfUser && settings.Root is null)
            problems.Add($"{section}.root", $"is missing; {name} needs the folder of your images");
        if (data.TrainImages is { } train && settings.Validation >= train)
        {
            problems.Add($"{section}.validation", $"must leave images to train on, but {name} has {train} in all; lower it");
        }
        return data;
    }
}

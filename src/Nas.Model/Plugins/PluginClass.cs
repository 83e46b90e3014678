using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Nas.Model.Plugins;

/// <summary>A class that search files may name.</summary>
/// <param name="Kind">What it is: strategy, phase, space, evaluator, cost, dataset.</param>
/// <param name="File">Of its assembly.</param>
/// <param name="Assemblies">Its own, first, and those of its folder that this needs.</param>
/// <param name="Options">Type of its options; null: it has none.</param>
public sealed record PluginClass(
    string Kind,
    string Name,
    Type Type,
    string File,
    ImmutableArray<AssemblyIdentity> Assemblies,
    Type? Options
)
{
    /// <summary>As sentences call it.</summary>
    public string Title => $"the {Kind} '{Name}'";

    /// <summary>The options, checked, every default filled in.</summary>
    /// <param name="section">Of the search file.</param>
    /// <exception cref="UserException">An unknown option, a value of another type or out of its range.</exception>
    public object ReadOptions(JsonObject options, string section) =>
        OptionsReader.Read(Options ?? typeof(NoOptions), options, section, Title);

    /// <param name="options">From <see cref="ReadOptions"/>.</param>
    public T Create<T>(object options) =>
        (T)
            Activator.CreateInstance(
                Type,
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
                binder: null,
                Options is null ? [] : [options],
                culture: null
            )!;

    /// <exception cref="UserException">As <see cref="ReadOptions"/>.</exception>
    public T Create<T>(JsonObject options, string section) => Create<T>(ReadOptions(options, section));
}

/// <param name="File">Null: it is about the directory.</param>
/// <param name="Reason">One sentence without a full stop: why something there is not used.</param>
public sealed record PluginProblem(string? File, string Reason)
{
    public override string ToString() => File is null ? Reason : $"{File}: {Reason}";
}

using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Nas.Model.Plugins;

/// <summary>A class that search files may name.</summary>
/// <param name="Kind">Kind of the class: strategy, phase, space, evaluator, cost, dataset.</param>
/// <param name="File">File of its assembly.</param>
/// <param name="Assemblies">Its own assembly, first, and those of its folder that this one needs.</param>
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
    /// <summary>Name of the class in sentences.</summary>
    public string Title => $"the {Kind} '{Name}'";

    /// <summary>The options, checked, every default filled in.</summary>
    /// <param name="section">Section of the search file.</param>
    /// <exception cref="UserException">An unknown option, a value of another type or out of its range.</exception>
    public object ReadOptions(JsonObject options, string section) =>
        OptionsReader.Read(Options ?? typeof(NoOptions), options, section, Title);

    /// <param name="options">Options from <see cref="ReadOptions"/>.</param>
    public T Create<T>(object options) =>
        (T)
            Activator.CreateInstance(
                Type,
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
                binder: null,
                Options is null ? [] : [options],
                culture: null
            )!;

    /// <exception cref="UserException">The same cases as for <see cref="ReadOptions"/>.</exception>
    public T Create<T>(JsonObject options, string section) => Create<T>(ReadOptions(options, section));
}

/// <param name="File">File of the assembly; null: the problem is one of the directory.</param>
/// <param name="Reason">The reason why something there is not used: one sentence without a full stop.</param>
public sealed record PluginProblem(string? File, string Reason)
{
    public override string ToString() => File is null ? Reason : $"{File}: {Reason}";
}

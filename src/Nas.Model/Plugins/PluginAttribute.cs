namespace Nas.Model.Plugins;

/// <summary>
/// Names a class of a plug-in assembly as search files name it. The class is public, implements an interface that has a
/// <see cref="PluginContractAttribute"/>, and has one public constructor: without parameters, or with its options, a class whose properties
/// are settings with their defaults.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute(string name) : Attribute
{
    /// <summary>Lower-case letters, digits and '-'.</summary>
    public string Name { get; } = name;
}

/// <summary>An interface that classes of plug-ins may implement.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class PluginContractAttribute(string kind) : Attribute
{
    /// <summary>Name for such a class in sentences; a plug-in's name must be unique within this kind: <c>strategy</c>.</summary>
    public string Kind { get; } = kind;
}

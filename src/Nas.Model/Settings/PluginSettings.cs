using System.Text.Json.Nodes;

namespace Nas.Model.Settings;

/// <summary>Assemblies of others that a search uses.</summary>
public sealed record PluginSettings
{
    /// <summary>
    /// Folder of the assemblies, relative to the file; results do not depend on it. On a cluster, each node has a directory of its own.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>
    /// The assemblies that the search uses, by name: <c>VERSION sha256:HASH</c>. Filled in when the file is read; where they are given and
    /// the directory holds others, the file is refused.
    /// </summary>
    public JsonObject Assemblies { get; init; } = [];
}

using System.Collections.Immutable;
using Nas.Model;

namespace Seed.Hocon;

/// <summary>The place where a value was written, as a person finds it again.</summary>
/// <param name="Source">A file as the user named it, or <c>--set</c>.</param>
/// <param name="Line">Number of the line, from 1; 0 where lines mean nothing.</param>
public readonly record struct Origin(string Source, int Line)
{
    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;

    public UserException Error(string sentence) => new($"{this}: {sentence}");
}

/// <summary>A value of a HOCON document.</summary>
public abstract class HoconNode(Origin origin)
{
    public Origin Origin { get; } = origin;
}

/// <summary>A string, number, boolean or null: what it is, its reader decides.</summary>
public sealed class HoconText(Origin origin, string text, bool quoted) : HoconNode(origin)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    public bool IsNull => !Quoted && Text == "null";
}

public sealed class HoconArray(Origin origin, ImmutableArray<HoconNode> items) : HoconNode(origin)
{
    public ImmutableArray<HoconNode> Items { get; } = items;
}

/// <summary>Members in the order of their first mention. Filled by the parser, and anew by the resolver.</summary>
public sealed class HoconObject(Origin origin) : HoconNode(origin)
{
    public OrderedDictionary<string, HoconNode> Members { get; } = [];

    /// <summary>Adds a member; a second object under one key is merged into the first, any other second value replaces it.</summary>
    public void Put(string key, HoconNode value) => Members[key] = Members.TryGetValue(key, out var old) ? Over(old, value) : value;

    public void MergeFrom(HoconObject other)
    {
        foreach (var (key, value) in other.Members)
            Put(key, value);
    }

    private static HoconNode Over(HoconNode old, HoconNode value)
    {
        if (old is HoconObject first && value is HoconObject second)
        {
            // In place: nothing else holds the first, and copying it for every line of a long file would take for ever.
            first.MergeFrom(second);
            return first;
        }
        // What a reference stands for, and so whether it merges or replaces, is known only when it is resolved.
        return IsOpen(old) || IsOpen(value) ? new HoconLayers(value.Origin, old, value) : value;
    }

    private static bool IsOpen(HoconNode node) => node is HoconReference or HoconJoin or HoconLayers;
}

/// <summary><c>${path}</c>, or <c>${?path}</c>, which stands for nothing where there is no such path.</summary>
public sealed class HoconReference(Origin origin, ImmutableArray<string> path, bool optional) : HoconNode(origin)
{
    public ImmutableArray<string> Path { get; } = path;

    public bool Optional { get; } = optional;

    public string Text => $"${{{(Optional ? "?" : "")}{string.Join('.', Path)}}}";
}

/// <summary>Values written one after another: texts are joined, objects merged, arrays appended.</summary>
public sealed class HoconJoin(Origin origin, ImmutableArray<HoconNode> parts) : HoconNode(origin)
{
    public ImmutableArray<HoconNode> Parts { get; } = parts;
}

/// <summary>A value written over an earlier one of the same key.</summary>
public sealed class HoconLayers(Origin origin, HoconNode lower, HoconNode upper) : HoconNode(origin)
{
    public HoconNode Lower { get; } = lower;

    public HoconNode Upper { get; } = upper;
}

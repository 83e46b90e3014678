using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nas.Model;

namespace Seed.SearchFiles.Hocon;

/// <summary>Replaces every reference of a document by what it stands for in the whole document, whatever the order of lines.</summary>
public sealed class HoconResolver
{
    private readonly HoconObject _root;
    private readonly HashSet<HoconNode> _open = new(ReferenceEqualityComparer.Instance);

    private HoconResolver(HoconObject root) => _root = root;

    /// <exception cref="UserException">A reference to a key that is not there, or that leads back to itself.</exception>
    public static HoconObject Resolve(HoconObject root) => (HoconObject)new HoconResolver(root).Closed(root)!;

    /// <summary>The node without references; null for an optional reference to nothing.</summary>
    private HoconNode? Closed(HoconNode node)
    {
        if (node is HoconText) return node;
        if (!_open.Add(node)) throw node.Origin.Error($"{(node as HoconReference)?.Text ?? "a reference"} leads back to itself; break the circle");
        var closed = node switch
        {
            HoconObject inner => ClosedObject(inner),
            HoconArray array => new HoconArray(array.Origin, [.. array.Items.Select(Closed).OfType<HoconNode>()]),
            HoconReference reference => Find(reference),
            HoconJoin join => Joined(join),
            HoconLayers layers => Merged(Closed(layers.Lower), Closed(layers.Upper)),
            _ => node,
        };
        _open.Remove(node);
        return closed;
    }

    private HoconObject ClosedObject(HoconObject open)
    {
        var closed = new HoconObject(open.Origin);
        foreach (var (key, value) in open.Members)
        {
            if (Closed(value) is { } found) closed.Put(key, found);
        }
        return closed;
    }

    private HoconNode? Find(HoconReference reference)
    {
        HoconNode? node = _root;
        foreach (var name in reference.Path)
        {
            // An object on the way is looked into as it stands: the reference may well be inside it.
            var container = node is HoconObject plain ? plain : node is null ? null : Closed(node) as HoconObject;
            node = container?.Members.GetValueOrDefault(name);
        }
        if (node is not null) return Closed(node);
        return reference.Optional ? null : throw reference.Origin.Error($"{reference.Text} refers to a key that is not in the file; define it, or write the value itself");
    }

    private HoconNode? Joined(HoconJoin join)
    {
        var parts = join.Parts.Select(Closed).OfType<HoconNode>().ToImmutableArray();
        if (parts.IsEmpty) return null;
        if (parts.All(part => part is HoconObject)) return parts.Aggregate(Merged);
        if (parts.All(part => part is HoconArray)) return new HoconArray(join.Origin, [.. parts.SelectMany(part => ((HoconArray)part).Items)]);
        if (!parts.All(part => part is HoconText)) throw join.Origin.Error("text, lists and objects cannot be joined; put text in quotes, or begin a new line");
        var texts = parts.Cast<HoconText>().ToArray();
        return new HoconText(join.Origin, string.Concat(texts.Select(text => text.Text)), texts.Any(text => text.Quoted));
    }

    [return: NotNullIfNotNull(nameof(upper))]
    private static HoconNode? Merged(HoconNode? lower, HoconNode? upper)
    {
        if (lower is not HoconObject below || upper is not HoconObject above) return upper ?? lower;
        var merged = new HoconObject(below.Origin);
        merged.MergeFrom(below);
        merged.MergeFrom(above);
        return merged;
    }
}

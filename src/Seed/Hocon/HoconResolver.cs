using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Nas.Model;

namespace Seed.Hocon;

/// <summary>
/// Replaces every reference of a document by what it stands for in the whole document, whatever the order of lines, and an optional one to
/// no key by the environment variable of that name.
/// </summary>
public sealed class HoconResolver
{
    /// <summary>Values, and letters of joined texts: a few references to one another can stand for more than any memory holds.</summary>
    private const int MaxSize = 1_000_000;

    private const int MaxChain = 200;

    private readonly HoconObject _root;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<HoconNode> _open = new(ReferenceEqualityComparer.Instance);
    private int _nesting;
    private long _size;

    private HoconResolver(HoconObject root, Func<string, string?> environment) => (_root, _environment) = (root, environment);

    /// <param name="environment">The value of a variable; null: there is none.</param>
    /// <exception cref="UserException">A reference to a key that is not there, or that leads back to itself, or references that stand for
    /// too much.</exception>
    public static HoconObject Resolve(HoconObject root, Func<string, string?>? environment = null) =>
        (HoconObject)new HoconResolver(root, environment ?? Environment.GetEnvironmentVariable).Closed(root)!;

    /// <summary>The node without references; null for an optional reference to nothing.</summary>
    private HoconNode? Closed(HoconNode node)
    {
        Grow(1, node.Origin);
        if (node is HoconText)
            return node;
        if (!_open.Add(node))
            throw node.Origin.Error($"{(node as HoconReference)?.Text ?? "a reference"} leads back to itself; break the circle");
        var inside = node is HoconObject or HoconArray ? 1 : 0;
        _nesting += inside;
        if (_open.Count > MaxChain || _nesting > HoconParser.MaxDepth + 1)
            throw node.Origin.Error("references lead through too many others; write the value itself");
        var closed = node switch
        {
            HoconObject inner => ClosedObject(inner),
            HoconArray array => new HoconArray(array.Origin, [.. array.Items.Select(Closed).OfType<HoconNode>()]),
            HoconReference reference => Find(reference),
            HoconJoin join => Joined(join),
            HoconLayers layers => Merged(Closed(layers.Lower), Closed(layers.Upper)),
            _ => node,
        };
        _nesting -= inside;
        _open.Remove(node);
        return closed;
    }

    private void Grow(long by, Origin origin)
    {
        if ((_size += by) > MaxSize)
            throw origin.Error($"with its references the file stands for more than {MaxSize:N0} values or letters; write fewer of them");
    }

    private HoconObject ClosedObject(HoconObject open)
    {
        var closed = new HoconObject(open.Origin);
        foreach (var (key, value) in open.Members)
        {
            if (Closed(value) is { } found)
                closed.Put(key, found);
        }
        return closed;
    }

    private HoconNode? Find(HoconReference reference)
    {
        HoconNode? node = _root;
        foreach (var name in reference.Path)
        {
            // An object on the way is looked into as it stands: the reference may well be inside it.
            var container =
                node is HoconObject plain ? plain
                : node is null ? null
                : Closed(node) as HoconObject;
            node = container?.Members.GetValueOrDefault(name);
        }
        if (node is not null && Closed(node) is { } found)
            return found;
        var variable = string.Join('.', reference.Path);
        var value = _environment(variable);
        if (reference.Optional)
            return value is null ? null : new HoconText(reference.Origin, value, quoted: false);
        var remedy = value is null ? "" : $", or ${{?{variable}}} to have the environment's";
        throw reference.Origin.Error(
            $"{reference.Text} refers to a key that is not in the file; define it, or write the value itself{remedy}"
        );
    }

    private HoconNode? Joined(HoconJoin join)
    {
        var parts = join.Parts.Select(Closed).OfType<HoconNode>().ToImmutableArray();
        if (parts.IsEmpty)
            return null;
        if (parts.All(part => part is HoconObject))
            return parts.Aggregate(Merged);
        if (parts.All(part => part is HoconArray))
            return new HoconArray(join.Origin, [.. parts.SelectMany(part => ((HoconArray)part).Items)]);
        if (!parts.All(part => part is HoconText))
            throw join.Origin.Error("text, lists and objects cannot be joined; put text in quotes, or begin a new line");
        var texts = parts.Cast<HoconText>().ToArray();
        Grow(texts.Sum(text => (long)text.Text.Length), join.Origin);
        return new HoconText(join.Origin, string.Concat(texts.Select(text => text.Text)), texts.Any(text => text.Quoted));
    }

    /// <summary>Merges in place: what is closed was made for its one reader.</summary>
    [return: NotNullIfNotNull(nameof(upper))]
    private static HoconNode? Merged(HoconNode? lower, HoconNode? upper)
    {
        if (lower is not HoconObject below || upper is not HoconObject above)
            return upper ?? lower;
        below.MergeFrom(above);
        return below;
    }
}

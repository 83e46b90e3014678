using System.Globalization;

namespace Nas.Model.Spaces;

/// <summary>
/// The part of a space that a mask allows, under a name that journals keep: <c>options:0,2|1|0,1,2</c> for the whole space, <c>stages
/// options:0|1|2,3</c> for one of several; the options of each decision by number.
/// </summary>
public static class SpacePart
{
    /// <summary>The only space of a search, all of it.</summary>
    public const string Whole = "whole";

    private const string Prefix = "options:";

    public static string Name(string of, OptionMask mask) =>
        (of == Whole ? "" : of + ' ') + Prefix + string.Join('|', mask.Options.Select(options => string.Join(',', options)));

    /// <summary>Splits a name into the space and the options that the part allows.</summary>
    /// <returns>Options: null where it is all.</returns>
    public static (string Of, string? Options) Split(string name)
    {
        var at = name.IndexOf(Prefix, StringComparison.Ordinal);
        return at < 0 ? (name, null) : (at == 0 ? Whole : name[..(at - 1)], name[(at + Prefix.Length)..]);
    }

    /// <param name="options">Options as <see cref="Split"/> returns them.</param>
    /// <exception cref="UserException">The options are those of another space.</exception>
    public static OptionMask? MaskOf(ISearchSpace space, string? options)
    {
        if (options is null)
            return null;
        var (all, parts) = (OptionMask.All(space), options.Split('|'));
        return parts.Length == all.Options.Length
            ? parts.Index().Aggregate(all, (mask, part) => mask.Restrict(part.Index, [.. part.Item.Split(',').Select(Number)]))
            : throw new UserException($"{space.Name} has {all.Options.Length} decisions, and no part named {Prefix}{options}.");
    }

    private static int Number(string option) => int.Parse(option, NumberStyles.None, CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// Gives the parts of a set the same categories in the same positions: a part that happens to lack one would number the others otherwise.
/// </summary>
internal static class CategoryUnion
{
    /// <param name="parts">Labels of the parts, each with its name in messages.</param>
    /// <exception cref="UserException">Two parts have a number under two names, or a name under two numbers.</exception>
    public static ImmutableArray<DetectionSet> Of(ImmutableArray<(string Name, DetectionSet Labels)> parts)
    {
        var categories = parts
            .SelectMany(part => part.Labels.Categories)
            .Distinct()
            .OrderBy(category => category.Id)
            .ThenBy(category => category.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        RequireUnique(
            parts,
            categories,
            category =>
                category.Key
                ?? $"{category.Id}" switch
                {
                    "" => null,
                    var id => id,
                }
        );
        RequireUnique(parts, categories, category => category.Name);
        return [.. parts.Select(part => Renumbered(part.Labels, categories))];
    }

    private static DetectionSet Renumbered(DetectionSet labels, ImmutableArray<LabelledCategory> categories)
    {
        if (labels.Categories.SequenceEqual(categories))
            return labels;
        var positions = labels.Categories.Select(category => categories.IndexOf(category)).ToArray();
        return labels with
        {
            Categories = categories,
            Images =
            [
                .. labels.Images.Select(image =>
                    image with
                    {
                        Objects = [.. image.Objects.Select(o => o with { Category = positions[o.Category] })],
                    }
                ),
            ],
        };
    }

    private static void RequireUnique<TKey>(
        ImmutableArray<(string Name, DetectionSet Labels)> parts,
        ImmutableArray<LabelledCategory> categories,
        Func<LabelledCategory, TKey?> key
    )
    {
        var twice = categories
            .Where(category => key(category) is not null)
            .GroupBy(key)
            .FirstOrDefault(same => same.Count() > 1)
            ?.ToArray();
        if (twice is null)
            return;
        var files = Array.ConvertAll(twice, category => parts.First(part => part.Labels.Categories.Contains(category)).Name);
        throw new UserException(
            $"Category {Called(twice[0])} in {files[0]}, and {Called(twice[1])} in {files[1]}: give each category one id and one name in all files."
        );

        static string Called(LabelledCategory category) =>
            $"{Shown.Briefly(category.Key ?? $"{category.Id}")} is {Shown.Briefly(category.Name)}";
    }
}

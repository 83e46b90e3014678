namespace Nas.Model.Spaces;

/// <summary>The architectures nearest to one.</summary>
public static class Neighbourhood
{
    /// <summary>
    /// All that lie inside the constraint and differ in one decision; where a narrow constraint leaves none, all that differ in two. In the
    /// order of the decisions, then of their options.
    /// </summary>
    public static IReadOnlyList<Architecture> Neighbours(this ConstrainedSpace space, Architecture architecture)
    {
        var near = space.OneAway(architecture, from: 0).Where(space.Contains).ToList();
        if (near.Count > 0)
            return near;
        return
        [
            .. Enumerable
                .Range(0, architecture.Choices.Length)
                .SelectMany(decision => space.Changes(architecture, decision).SelectMany(changed => space.OneAway(changed, decision + 1)))
                .Where(space.Contains),
        ];
    }

    private static IEnumerable<Architecture> OneAway(this ConstrainedSpace space, Architecture architecture, int from) =>
        Enumerable.Range(from, architecture.Choices.Length - from).SelectMany(decision => space.Changes(architecture, decision));

    private static IEnumerable<Architecture> Changes(this ConstrainedSpace space, Architecture architecture, int decision) =>
        space
            .Mask.Options[decision]
            .Where(option => option != architecture.Choices[decision])
            .Select(option => architecture.With(decision, option));
}

using System.Collections.Immutable;
using Actors.Search.Reading;

namespace Seed.Methods.CrNas;

/// <summary>The detectors that one phase trained, side by side.</summary>
/// <param name="Roles">Planned roles, finished or not, in the order of <see cref="CrNas.Roles.All"/>.</param>
/// <param name="Measures">Test measures that any of them has, the usual ones first.</param>
public sealed record TrainedComparison(string Phase, ImmutableArray<TrainedRole> Roles, ImmutableArray<string> Measures)
{
    /// <summary>The measure that is compared first.</summary>
    public const string Ap = "test-ap";

    private const string TestPrefix = "test-";

    private static readonly ImmutableArray<string> Usual =
    [
        Ap,
        "test-ap50",
        "test-ap75",
        "test-ap-small",
        "test-ap-medium",
        "test-ap-large",
        "test-ar100",
        "test-voc-ap50",
    ];

    public TrainedRole? Baseline => Of(CrNas.Roles.Baseline);

    public TrainedRole? Full => Of(CrNas.Roles.Full);

    /// <summary>The roles that can be held against the baseline.</summary>
    public IEnumerable<TrainedRole> Changed => Baseline is null ? [] : Roles.Where(role => role != Baseline);

    /// <summary>Null where the search has no such phase, or it has not begun.</summary>
    public static TrainedComparison? Of(SearchView view, string phase)
    {
        var runs = view.Runs.Where(run => run.Phase == phase && run.Architecture is not null).ToLookup(run => TrainedRole.RoleOf(run.Name));
        ImmutableArray<TrainedRole> roles = [.. CrNas.Roles.All.Where(runs.Contains).Select(role => TrainedRole.Of(role, runs[role]))];
        if (roles.IsEmpty)
            return null;
        var measured = roles
            .SelectMany(role => role.Seeds)
            .SelectMany(seed => seed.Measures.Keys)
            .Where(name => name.StartsWith(TestPrefix, StringComparison.Ordinal))
            .Distinct()
            .ToHashSet();
        return new TrainedComparison(
            phase,
            roles,
            [.. Usual.Where(measured.Contains), .. measured.Except(Usual).Order(StringComparer.Ordinal)]
        );
    }

    public TrainedRole? Of(string role) => Roles.FirstOrDefault(trained => trained.Role == role);

    /// <summary><c>test-mask-ap50</c> is mask AP50.</summary>
    public static string Label(string measure) =>
        string.Join(
            ' ',
            measure[TestPrefix.Length..]
                .Split('-')
                .Select(word =>
                    word == "voc" || word.StartsWith("ap", StringComparison.Ordinal) || word.StartsWith("ar", StringComparison.Ordinal)
                        ? word.ToUpperInvariant()
                        : word
                )
        );
}

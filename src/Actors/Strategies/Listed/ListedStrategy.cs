using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Strategies.Racing;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Strategies.Listed;

/// <summary>
/// The architectures that its options list, in that order, for those who know already what they want scored. Goes by what is known and not
/// by the number of the proposal, which as the base of a race counts more than its own.
/// </summary>
public sealed class ListedStrategy(ListedOptions options) : IResumableStrategy
{
    public const string Name = "listed";

    private ImmutableArray<Architecture> _listed;

    /// <summary>All before it are known, and stay so: only to find the next one faster.</summary>
    private int _next;

    public IEnumerable<Observation> Remembered => [];

    /// <summary>The list that a strategy goes by, itself or as the base of a race; null: it has none.</summary>
    public static ImmutableArray<string>? ListOf(string strategy, JsonObject options) =>
        strategy switch
        {
            Name => options.Deserialize<ListedOptions>(SettingsJson.Options)!.Architectures,
            RacingOptions.Name when options.Deserialize<RacingOptions>(SettingsJson.Options)! is var race => ListOf(
                race.Base,
                race.BaseOptions
            ),
            _ => null,
        };

    public Proposal? Propose(ProposalContext context)
    {
        if (_listed.IsDefault)
            _listed = Read(context.Space.Space);
        for (; _next < _listed.Length; _next++)
        {
            if (context.IsNew(_listed[_next]))
                return new Proposal(_listed[_next], string.Create(CultureInfo.InvariantCulture, $"{_next + 1} of {_listed.Length}"));
        }
        return null;
    }

    public void Observe(Observation observation) { }

    private ImmutableArray<Architecture> Read(ISearchSpace space)
    {
        ImmutableArray<Architecture> listed = [.. options.Architectures.Select(space.Parse)];
        var seen = new HashSet<string>();
        foreach (var text in listed.Select(one => space.Format(space.Canonical(one))))
        {
            if (!seen.Add(text))
                throw new InvalidOperationException($"its options list the architecture {text} twice.");
        }
        return listed;
    }
}

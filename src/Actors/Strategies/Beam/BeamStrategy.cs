using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Strategies.Beam;

public sealed record BeamOptions
{
    /// <summary>K: partial architectures that are kept when a decision has been made.</summary>
    [Range(1, 1000)]
    public int Width { get; init; } = 3;
}

/// <summary>
/// Greedy over the decisions in their order (CR-NAS, ICLR 2020): each of the K best partial architectures is extended by every option of
/// the next decision; the K best of these stay. Explores a space with partial architectures; the last level's are complete.
/// </summary>
public sealed class BeamStrategy(BeamOptions options) : ISearchStrategy
{
    private readonly Dictionary<int, Observation> _observed = [];

    /// <summary>
    /// The level whose candidates are being proposed, each with the proposal that it extends; a function of what was observed.
    /// </summary>
    private ImmutableArray<(Architecture Architecture, int? Parent)> _level = [];

    /// <summary>Decisions made by the candidates of the level.</summary>
    private int _decided;

    /// <summary>Number of the level's first proposal.</summary>
    private int _first;

    /// <summary>Most candidates that a beam over a space evaluates: 138 for 16 decisions of 3 options and K = 3.</summary>
    public static int MostCandidates(ISearchSpace space, BeamOptions options)
    {
        var (most, kept) = (0, 1);
        foreach (var decision in Open(space).Select(index => space.Decisions[index]))
        {
            var level = kept * OptionsOf(decision).Count();
            (most, kept) = (checked(most + level), Math.Min(level, options.Width));
        }
        return most;
    }

    /// <inheritdoc cref="MostCandidates(ISearchSpace, BeamOptions)"/>
    public static int MostCandidates(ISearchSpace space, JsonObject options) =>
        MostCandidates(space, options.Deserialize<BeamOptions>(SettingsJson.Options)!);

    public Proposal? Propose(ProposalContext context)
    {
        var space = context.Space.Space;
        var open = Open(space);
        if (_level.IsEmpty)
            Extend(space, [(Undecided(space), null)]);
        while (context.Index >= _first + _level.Length)
        {
            if (Enumerable.Range(_first, _level.Length).Any(index => !_observed.ContainsKey(index)))
                return Proposal.NotYet;
            var best = Enumerable
                .Range(_first, _level.Length)
                .Select(index => _observed[index])
                .Where(observation => observation.Score is not null)
                .OrderByDescending(observation => observation.Score)
                .ThenBy(observation => observation.Index)
                .Take(options.Width)
                .ToArray();
            if (best.Length == 0 || _decided == open.Length)
                return null;
            _first += _level.Length;
            Extend(space, best.Select(observation => (observation.Architecture, (int?)observation.Index)));
        }
        var (architecture, parent) = _level[context.Index - _first];
        var level = $"{_decided} of {open.Length} decided";
        return parent is { } index
            ? new Proposal(architecture, $"{level}, extends {index}") { Parents = [index] }
            : new Proposal(architecture, level);
    }

    public void Observe(Observation observation) => _observed.Add(observation.Index, observation);

    private void Extend(ISearchSpace space, IEnumerable<(Architecture Architecture, int? Index)> beam)
    {
        var decision = Open(space)[_decided++];
        _level =
        [
            .. beam.SelectMany(kept =>
                OptionsOf(space.Decisions[decision]).Select(option => (kept.Architecture.With(decision, option), kept.Index))
            ),
        ];
    }

    private static Architecture Undecided(ISearchSpace space) => new([.. space.Decisions.Select(decision => decision.Undecided ?? 0)]);

    /// <summary>The decisions that there are to make: one of a single option is made.</summary>
    private static ImmutableArray<int> Open(ISearchSpace space)
    {
        ImmutableArray<int> open = [.. space.Decisions.Index().Where(one => one.Item.Options.Length > 1).Select(one => one.Index)];
        return open.Length > 0 && open.All(index => space.Decisions[index].Undecided is not null)
            ? open
            : throw new InvalidOperationException($"The space {space.Name} has no partial architectures, which a beam needs.");
    }

    private static IEnumerable<int> OptionsOf(Decision decision) =>
        Enumerable.Range(0, decision.Options.Length).Where(option => option != decision.Undecided);
}

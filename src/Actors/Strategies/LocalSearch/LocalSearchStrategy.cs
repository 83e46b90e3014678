using Actors.Serialization;
using Nas.Model.Spaces;

namespace Actors.Strategies.LocalSearch;

/// <summary>
/// Hill climbing (White, Nolen and Savani, 2021): scores architectures that differ in one decision from the centre of the climb, which
/// moves to a better one. Where none is better the climb is over, and a random architecture begins the next. While the last neighbours are
/// being scored, beginnings of further climbs are proposed, so that no device waits.
/// </summary>
public sealed class LocalSearchStrategy(LocalSearchOptions options) : IResumableStrategy
{
    /// <summary>Results that cannot be followed before the space is known: it comes with the next proposal.</summary>
    private readonly Queue<Observation> _news = new();

    /// <summary>The architectures observed. One that is taken for another leaves one neighbour unscored.</summary>
    private readonly KnownArchitectures _observed = new();

    private Observation? _centre;

    /// <summary>The best neighbour since the climb came to its centre.</summary>
    private Observation? _best;

    /// <summary>The best of the others meanwhile: where the next climb begins.</summary>
    private Observation? _spare;

    /// <summary>Neighbours of the centre that have not been observed; null: to be found out, once the space is known.</summary>
    private List<Architecture>? _open = [];

    public IEnumerable<Observation> Remembered => [.. new[] { _centre, _best, _spare }.OfType<Observation>(), .. _news];

    public ReadOnlyMemory<byte> Kept =>
        WireTypes.Write(new LocalSearchState(_observed.ToBytes(), _centre?.Index, _best?.Index, _spare?.Index));

    public void Resume(IReadOnlyList<Observation> remembered, ReadOnlyMemory<byte> kept)
    {
        var state = (LocalSearchState)WireTypes.Read(LocalSearchState.Name, kept);
        _observed.Add(state.Observed);
        foreach (var one in remembered)
        {
            if (one.Index == state.Centre)
                (_centre, _open) = (one, null);
            else if (one.Index == state.Best)
                _best = one;
            else if (one.Index == state.Spare)
                _spare = one;
            else
                _news.Enqueue(one);
        }
    }

    public Proposal? Propose(ProposalContext context)
    {
        if (_open is null)
            Open(context.Space);
        while (_news.TryDequeue(out var observation))
            Follow(observation, context.Space);
        if (_centre is { } centre && _observed.Count >= options.Initial)
        {
            var fresh = _open!.Where(context.IsNew).ToArray();
            if (fresh.Length > 0)
                return new Proposal(fresh[context.Random.Next(fresh.Length)], $"neighbour of {centre.Index}") { Parents = [centre.Index] };
        }
        return context.SampleNew() is { } architecture ? new Proposal(architecture, "random") : null;
    }

    public void Observe(Observation observation) => _news.Enqueue(observation);

    private void Follow(Observation observation, ConstrainedSpace space)
    {
        var architecture = space.Space.Canonical(observation.Architecture);
        _observed.Add(space.Space.Format(architecture));
        if (_observed.Count <= options.Initial)
        {
            _spare = Better(_spare, observation);
            if (_observed.Count < options.Initial)
                return;
        }
        else if (_open!.Remove(architecture) || (options.Step == LocalSearchOptions.First && observation.Score > _centre?.Score))
        {
            _best = Better(_best, observation);
        }
        else
        {
            _spare = Better(_spare, observation);
        }

        if (_best?.Score > _centre?.Score && (options.Step == LocalSearchOptions.First || _open!.Count == 0))
            Enter(_best!, space);
        else if (_open!.Count == 0 && _spare is { } spare)
            Enter(spare, space);
    }

    private void Enter(Observation centre, ConstrainedSpace space)
    {
        (_centre, _best, _spare) = (centre, null, null);
        Open(space);
    }

    private void Open(ConstrainedSpace space) =>
        _open = [
            .. space
                .Neighbours(_centre!.Architecture)
                .Select(space.Space.Canonical)
                .Distinct()
                .Where(neighbour => !_observed.Contains(space.Space.Format(neighbour))),
        ];

    /// <summary>The earlier of equals; failed ones are never better.</summary>
    private static Observation? Better(Observation? before, Observation next) =>
        next.Score is null || before?.Score >= next.Score ? before : next;
}

using System.Collections.Immutable;
using Nas.Model.Metrics;
using Nas.Model.Spaces;

namespace Actors.Strategies.Racing;

/// <summary>
/// A race over posterior samples (<see cref="SampleRace"/>; successive halving: Jamieson and Talwalkar, 2016, without rounds: Li et al.,
/// 2020): a new architecture is scored with few samples, and proposed again with twice as many while it may still be among the best. Where
/// nobody is to go on, another strategy proposes something new. Where a phase has one sample, that strategy is all there is.
/// </summary>
public sealed class RacingStrategy(RacingOptions options, ISearchStrategy source) : ISearchStrategy
{
    /// <summary>Architectures that are compared at a time: the worst beyond these are forgotten.</summary>
    private const int MostRacers = 256;

    private sealed record Racer(Architecture Architecture, int Index, ImmutableArray<double> Scores);

    /// <summary>Candidates of the race, in the order of their latest observation.</summary>
    private readonly List<Racer> _racers = [];

    private int _begun;

    public Proposal? Propose(ProposalContext context)
    {
        var samples = context.Samples;
        if (samples <= options.First)
            return source.Propose(context);
        if (_racers.Count > MostRacers)
            Forget(context);
        // Only who has met every sample can win.
        if (context.Left == 0 && _racers.TrueForAll(one => one.Scores.Length < samples))
            return Last(context);
        if (_begun >= options.Initial && Next(context) is { } racer)
        {
            return new Proposal(racer.Architecture, $"{racer.Index} goes on") { Samples = Math.Min(samples, 2 * racer.Scores.Length) };
        }
        var proposal = New(context);
        return proposal is null ? Rest(context)
            : ReferenceEquals(proposal, Proposal.NotYet) ? proposal
            : proposal with { Samples = options.First };
    }

    public void Observe(Observation observation)
    {
        var before = _racers.FindIndex(racer => racer.Architecture.Equals(observation.Architecture));
        if (before >= 0)
            _racers.RemoveAt(before);
        else
            _begun++;
        if (observation.Score is not null)
            _racers.Add(new Racer(observation.Architecture, observation.Index, observation.Scores));
        if (before < 0)
            source.Observe(observation);
    }

    /// <summary>A proposal of the base, which waits for its own architectures only: it is told nothing of those that go on.</summary>
    private Proposal? New(ProposalContext context) => source.Propose(context with { Outstanding = Newcomers(context) });

    /// <summary>Architectures that are being scored for the first time.</summary>
    private int Newcomers(ProposalContext context) => context.Outstanding - _racers.Count(racer => IsUnderWay(racer, context));

    private static bool IsUnderWay(Racer racer, ProposalContext context) =>
        racer.Scores.Length < context.Samples && !context.CanGoOn(racer.Architecture);

    /// <summary>The best of those that are to go on and are not being scored.</summary>
    private Racer? Next(ProposalContext context)
    {
        var scores = Scores();
        var standings = SampleRace.Standings(scores, context.Samples);
        var rule = new RaceRule
        {
            Samples = context.Samples,
            First = options.First,
            Keep = options.Keep,
            Margin = options.Margin,
        };
        return SampleRace
            .Next(scores, rule)
            .Where(racer => context.CanGoOn(_racers[racer].Architecture))
            .OrderByDescending(racer => standings[racer].Level)
            .ThenBy(racer => _racers[racer].Index)
            .Select(racer => _racers[racer])
            .FirstOrDefault();
    }

    private Racer? Best(ProposalContext context) =>
        _racers
            .Where(racer => context.CanGoOn(racer.Architecture))
            .OrderByDescending(racer => racer.Scores.Average())
            .ThenBy(racer => racer.Index)
            .FirstOrDefault();

    /// <summary>
    /// The last proposal, where nobody has met every sample: the best goes on to the end. Of few architectures, it may be one that is being
    /// scored.
    /// </summary>
    private Proposal? Last(ProposalContext context)
    {
        var best = Best(context);
        if (context.Outstanding > 0 && (best is null || (New(context) is null && MayBeBeaten(best, context))))
            return Proposal.NotYet;
        return best is null ? New(context) : new Proposal(best.Architecture, $"{best.Index} goes on to the end");
    }

    /// <summary>Whether a candidate that is being scored, and not to the end, may turn out better than all that will have been.</summary>
    private bool MayBeBeaten(Racer best, ProposalContext context)
    {
        var toTheEnd = _racers
            .Where(racer => IsUnderWay(racer, context))
            .ToLookup(racer => 2 * racer.Scores.Length >= context.Samples, racer => racer.Scores.Average());
        var sure = toTheEnd[true].Append(best.Scores.Average()).Max();
        return Newcomers(context) > 0 || toTheEnd[false].Any(level => level > sure);
    }

    /// <summary>Nothing new is left: the best go on, whoever they are, or are waited for; or the phase is over.</summary>
    private Proposal? Rest(ProposalContext context) =>
        Best(context) is { } best
            ? new Proposal(best.Architecture, $"{best.Index} goes on") { Samples = Math.Min(context.Samples, 2 * best.Scores.Length) }
        : context.Outstanding > 0 ? Proposal.NotYet
        : null;

    /// <summary>The worst, unless they are being scored.</summary>
    private void Forget(ProposalContext context)
    {
        var standings = SampleRace.Standings(Scores(), context.Samples);
        var order = Enumerable
            .Range(0, _racers.Count)
            .OrderByDescending(racer => standings[racer].Level)
            .ThenBy(racer => _racers[racer].Index);
        var worst = order
            .Skip(MostRacers / 2)
            .Select(racer => _racers[racer])
            .Where(racer => racer.Scores.Length == context.Samples || context.CanGoOn(racer.Architecture));
        foreach (var racer in worst.ToArray())
            _racers.Remove(racer);
    }

    private IReadOnlyList<double>[] Scores() => [.. _racers.Select(racer => (IReadOnlyList<double>)racer.Scores)];
}

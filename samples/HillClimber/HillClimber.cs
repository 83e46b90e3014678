using System.ComponentModel.DataAnnotations;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace HillClimber;

public sealed record HillClimberOptions
{
    /// <summary>Neighbours in a row without an improvement after which it starts over elsewhere.</summary>
    [Range(1, 100_000)]
    public int Stubbornness { get; init; } = 20;
}

/// <summary>
/// Goes from the best architecture it knows to one of its neighbours; after too many without an improvement it starts over from a random
/// one.
/// </summary>
[Plugin("hill-climber")]
public sealed class HillClimberStrategy(HillClimberOptions options) : ISearchStrategy
{
    private const int Tries = 20;

    private Observation? _top;
    private int _inVain;

    public Proposal? Propose(ProposalContext context)
    {
        for (var attempt = 0; _top is not null && attempt < Tries; attempt++)
        {
            var neighbour = context.Space.Mutate(_top.Architecture, context.Random);
            if (context.IsNew(neighbour))
                return new Proposal(neighbour, $"neighbour of {_top.Index}") { Parents = [_top.Index] };
        }
        return context.SampleNew() is { } start ? new Proposal(start, "start") : null;
    }

    public void Observe(Observation observation)
    {
        if (observation.Score is not { } score)
            return;
        if (_top is null || score > _top.Score)
        {
            (_top, _inVain) = (observation, 0);
        }
        else if (++_inVain == options.Stubbornness)
        {
            (_top, _inVain) = (null, 0);
        }
    }
}

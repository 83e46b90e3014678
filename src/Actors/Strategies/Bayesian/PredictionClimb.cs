using Nas.Model.Spaces;

namespace Actors.Strategies.Bayesian;

/// <summary>
/// Looks for the new architecture that some effects make most of, by climbs over one decision at a time inside the constraint.
/// </summary>
internal sealed class PredictionClimb(DecisionFeatures features, double[] effects, ConstrainedSpace space, Func<Architecture, bool> isNew)
{
    /// <summary>Steps that gain less are rounding.</summary>
    private const double LeastGain = 1e-9;

    private readonly HashSet<Architecture> _summits = [];

    /// <summary>The best architecture found; null where every climb met known architectures only.</summary>
    public Architecture? Best { get; private set; }

    private double _value = double.NegativeInfinity;

    public void From(Architecture start)
    {
        var (at, value) = (start, features.Value(effects, start.Choices.AsSpan()));
        Take(at, value);
        while (true)
        {
            var steps = Steps(at).ToArray();
            Array.Sort(steps, (a, b) => b.Gain.CompareTo(a.Gain));
            var (next, gain) = ((Architecture?)null, 0.0);
            foreach (var step in steps)
            {
                if (step.Gain < LeastGain)
                    break;
                next = at.With(step.Decision, step.Option);
                gain = step.Gain;
                if (space.Contains(next))
                    break;
                next = null;
            }
            if (next is null)
            {
                // A summit that is known is no use: the best new one beside it may be.
                if (_summits.Add(at) && !Take(at, value))
                    TakeBeside(at, value, steps);
                return;
            }
            (at, value) = (next, value + gain);
        }
    }

    private void TakeBeside(Architecture at, double value, (int Decision, int Option, double Gain)[] steps)
    {
        foreach (var (decision, option, gain) in steps)
        {
            if (value + gain <= _value)
                return;
            var beside = at.With(decision, option);
            if (space.Contains(beside) && Take(beside, value + gain))
                return;
        }
    }

    private bool Take(Architecture architecture, double value)
    {
        if (value <= _value || !isNew(architecture))
            return false;
        (Best, _value) = (architecture, value);
        return true;
    }

    private IEnumerable<(int Decision, int Option, double Gain)> Steps(Architecture at)
    {
        var choices = at.Choices.ToArray();
        for (var decision = 0; decision < choices.Length; decision++)
        {
            var own = choices[decision];
            var share = features.Share(effects, choices, decision);
            foreach (var option in space.Mask.Options[decision])
            {
                if (option == own)
                    continue;
                choices[decision] = option;
                yield return (decision, option, features.Share(effects, choices, decision) - share);
            }
            choices[decision] = own;
        }
    }
}

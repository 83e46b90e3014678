using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.StNas.Training;

/// <summary>
/// The architecture that each step of a run with shared weights trains: a function of seed, phase, run and step, the same whenever a step
/// is done again. What the other steps draw does not depend on how many train chains.
/// </summary>
/// <param name="inside">What paths are drawn from.</param>
/// <param name="chainPaths">Fraction of steps that train a chain-only architecture of it, where there is one.</param>
internal sealed class SupernetPaths(IImageSpace space, ConstrainedSpace inside, double chainPaths, long seed, string phase, int run)
{
    private readonly ConstrainedSpace? _chains = chainPaths > 0 ? Chains(space, inside) : null;

    public Architecture At(int step)
    {
        var isChain = _chains is not null && RandomStream.For(seed, phase + "-chain", run, step).NextDouble() < chainPaths;
        return (isChain ? _chains! : inside).Sample(RandomStream.For(seed, phase + "-path", run, step));
    }

    private static ConstrainedSpace? Chains(IImageSpace space, ConstrainedSpace inside)
    {
        if (space.ChainOnly is not { } mask || mask.And(inside.Mask) is not { } both)
            return null;
        var chains = new ConstrainedSpace(space, inside.Range, both, inside.Measure);
        return chains.Count.IsZero ? null : chains;
    }
}

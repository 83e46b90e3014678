using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Spaces;

namespace Nas.Model.Training;

/// <summary>
/// Trains shared weights, single path one-shot (Guo et al., 2020): each step trains one architecture drawn uniformly inside the
/// constraint. BatchNorm keeps no running statistics: those of a mixture of paths would fit none of them. Measures nothing.
/// </summary>
public sealed class SupernetRun : DescentRun
{
    public SupernetRun(RunContext context, TrainingTask task)
        : base(context, task, TopologyNetwork.Supernet(context.Space, context.Device, running: false), context.Settings.Supernet)
    {
        Start();
    }

    protected override Architecture PathOf(int step) => RandomPath(step);
}

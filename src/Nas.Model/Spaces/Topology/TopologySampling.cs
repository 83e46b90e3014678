namespace Nas.Model.Spaces.Topology;

/// <summary>The distribution that architectures of a topology space are drawn from (docs/st-nas.md 3).</summary>
public enum TopologySampling
{
    /// <summary>Uniform over architectures: absence is one option of an augmented edge beside its operations.</summary>
    Options,

    /// <summary>
    /// The set of present edges first, each with equal probability; then uniformly the operations that they carry. Under a constraint, what
    /// that leaves of this distribution.
    /// </summary>
    Topology,
}

using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Plugins;
using Nas.Model.Proxies;

namespace Nas.Model.Methods.CrNas.Proxies;

/// <summary>
/// Scores candidates of a detector with shared weights: what <c>proxy.kind</c> of CR-NAS names. All calls of an instance come one at a time
/// on a device's thread, in a dispose scope of nobody. What is <see cref="IDisposable"/> is disposed of. An exception is a failed try of
/// these candidates.
/// </summary>
[PluginContract(ProxyContract.Name)]
public interface IDetectionProxy
{
    /// <summary>
    /// The candidates' scores, in their order; higher is better. Each is a pure function of the candidate, the weights, the images and the
    /// settings, whatever else is scored with it.
    /// </summary>
    /// <param name="network">A supernet, whose parameters stay as they are.</param>
    ImmutableArray<Evaluation> Score(
        DetectionProxySettings settings,
        SupernetDetector network,
        ImmutableArray<Candidate> candidates,
        DetectionImages images
    );
}

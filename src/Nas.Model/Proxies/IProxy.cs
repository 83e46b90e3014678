using Nas.Model.Execution;
using Nas.Model.Networks;
using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace Nas.Model.Proxies;

/// <summary>
/// Scores an architecture of classified images with shared weights: what <c>proxy.kind</c> names. An instance serves one context, and all
/// calls come one at a time on a device's thread; it may keep images on the device between them. The caller is in no dispose scope: what is
/// made has to be disposed of. What is <see cref="IDisposable"/> is disposed of. An exception is a failed try of that candidate.
/// </summary>
[PluginContract(ProxyContract.Name)]
public interface IProxy
{
    /// <summary>
    /// A pure function of the network's parameters, the architecture, the number of the sample and the context; higher is better.
    /// </summary>
    /// <param name="context">Context of the search, always the same for one instance.</param>
    /// <param name="network">A supernet, whose parameters stay as they are; its running statistics may be overwritten.</param>
    /// <param name="sample">Number of its parameters among the samples that are averaged over, from 0.</param>
    Evaluation Score(ProxyContext context, PathNetwork network, Architecture architecture, int sample);
}

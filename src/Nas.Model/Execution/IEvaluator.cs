using Nas.Model.Plugins;
using Nas.Model.Spaces;

namespace Nas.Model.Execution;

/// <summary>
/// Scores architectures of a black-box search, in a device process. All calls of an instance come one at a time, on one thread. An
/// exception is a failed try of that candidate; one that never comes back ends with its process, after <c>devices.stuck-after</c> minutes.
/// What is <see cref="IDisposable"/> is disposed of.
/// </summary>
[PluginContract("evaluator")]
public interface IEvaluator
{
    /// <summary>A function of what it is given, and of nothing else. Higher is better; what is no finite number is a failure.</summary>
    /// <param name="seed">Seed of the search.</param>
    /// <param name="sample">Number of the evaluation of this architecture, from 0: <c>evaluator.samples</c> of them are averaged.</param>
    Evaluation Evaluate(ISearchSpace space, Architecture architecture, long seed, int sample);
}

/// <summary>The cost that <c>constraint.cost</c> bounds and the report shows, in place of the cost that the space itself gives.</summary>
[PluginContract("cost")]
public interface ICostModel
{
    /// <summary>A sum over the decisions (<see cref="AdditiveCost"/>), unless the space lists its architectures.</summary>
    ICost Of(ISearchSpace space);
}

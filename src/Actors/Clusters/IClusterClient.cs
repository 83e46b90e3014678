using Actors.Serialization;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>A way to a cluster's control nodes, whichever of them are there. Safe to use by many at once.</summary>
public interface IClusterClient
{
    /// <summary>Asks a control node; a question may be put to several of them, and again.</summary>
    /// <param name="patience">Time to go on asking.</param>
    /// <exception cref="NoAnswerException">Nobody answered in time.</exception>
    /// <exception cref="UserException">The answer was no.</exception>
    Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation);

    /// <summary>The health of the node that stands for the cluster here.</summary>
    /// <exception cref="NoAnswerException">It did not answer in time.</exception>
    Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation);
}

/// <summary>Nobody in the cluster answers: perhaps nobody is there, perhaps somebody will be in a moment.</summary>
public sealed class NoAnswerException(string message) : UserException(message);

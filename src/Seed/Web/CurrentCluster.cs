using Actors.Clusters;
using Actors.Serialization;

namespace Seed.Web;

/// <summary>The cluster that this node is in now: it may lose it, and join again.</summary>
public sealed class CurrentCluster : IClusterClient
{
    private volatile IClusterClient? _node;

    private IClusterClient Node => _node ?? throw new NoAnswerException("This node is in no cluster now, and tries to join.");

    /// <param name="node">Null: it is in none.</param>
    public void Is(IClusterClient? node) => _node = node;

    public Task<T> AskAsync<T>(IWireMessage question, TimeSpan patience, CancellationToken cancellation) =>
        Node.AskAsync<T>(question, patience, cancellation);

    public Task<NodeHealth> HealthAsync(TimeSpan patience, CancellationToken cancellation) => Node.HealthAsync(patience, cancellation);
}

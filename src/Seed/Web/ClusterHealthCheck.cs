using Actors.Clusters;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Seed.Web;

/// <summary>Ready: the node takes part in its cluster, and a control node answers.</summary>
internal sealed class ClusterHealthCheck(IClusterClient cluster) : IHealthCheck
{
    /// <summary>Time to ask a second control node where the first has just died.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var health = await cluster.HealthAsync(Patience, cancellationToken);
            return health.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(health.Status);
        }
        catch (NoAnswerException silence)
        {
            return HealthCheckResult.Unhealthy(silence.Message);
        }
    }
}

namespace Nas.Model.Settings;

/// <summary>What a proxy of classified images measures on them.</summary>
public static class ProxyMetric
{
    /// <summary>Part of the images whose class is found.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Minus the mean cross entropy in nats: it also counts how sure the network is, and has less chance on few images.</summary>
    public const string Loss = "loss";

    /// <summary>The metric that settings name.</summary>
    public static string Of(ProxySettings settings) => settings.Metric ?? Accuracy;

    /// <summary>The score of a measured accuracy and cross entropy.</summary>
    public static double Score(string metric, double accuracy, double loss) => metric == Loss ? -loss : accuracy;
}

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>Scoring of one architecture with one set of shared weights.</summary>
public sealed record ProxySettings
{
    /// <summary>A proxy by name, of Langevin or of a plug-in; null: <c>shared-weights</c>.</summary>
    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Options of that proxy; null: it has none beside the other keys of this section.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>Validation images a sample of the weights sees: the same for every architecture.</summary>
    [Range(1, 10_000_000)]
    public int Images { get; init; } = 1000;

    /// <summary>
    /// Every sample sees images of its own, so that the mean over samples has the noise of many more images at the same cost. On by
    /// default: with the same images for all, the study of docs/results/fidelity-fashion saw Kendall's tau fall by 0.27.
    /// </summary>
    public bool OwnImages { get; init; } = true;

    [Range(1, 65_536)]
    public int Batch { get; init; } = 250;

    /// <summary>
    /// Training minibatches of <see cref="RecalibrationBatch"/> images from which BatchNorm statistics are computed again; 0: each
    /// minibatch of validation images is normalised with its own, as in training, so that scores depend on <see cref="Batch"/>.
    /// </summary>
    [Range(0, 10_000)]
    public int RecalibrationBatches { get; init; } = 4;

    [Range(2, 65_536)]
    public int RecalibrationBatch { get; init; } = 64;

    /// <summary>
    /// Every sample has training minibatches of its own for that. Not written where it is off, so that settings from before it keep their
    /// names.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OwnRecalibration { get; init; }

    /// <summary>
    /// What is measured of classified images, <c>accuracy</c> or <c>loss</c>: see <see cref="ProxyMetric"/>; null: <c>accuracy</c>. Not
    /// written where it is not set, so that settings from before it keep their names.
    /// </summary>
    [AllowedValues(null, ProxyMetric.Accuracy, ProxyMetric.Loss), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Metric { get; init; }

    /// <summary>The same images in minibatches that many times smaller; about as many as before in recalibration.</summary>
    public ProxySettings Smaller(int divisor) =>
        this with
        {
            Batch = Math.Max(1, Batch / divisor),
            RecalibrationBatch = Math.Max(2, RecalibrationBatch / divisor),
            RecalibrationBatches = RecalibrationBatches * divisor,
        };
}

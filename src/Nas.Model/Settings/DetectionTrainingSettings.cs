using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>SGD with momentum on a detector's losses.</summary>
public abstract record DetectionTrainingSettings : TrainingSettings
{
    /// <summary>
    /// cosine: to zero. steps: a tenth of the rate from 2/3 of the training on, a hundredth from 8/9 on (the usual "1x").
    /// </summary>
    [AllowedValues("cosine", "steps")]
    public string Schedule { get; init; } = "cosine";

    /// <summary>Gradients are scaled down to this norm, taken over all of them; 0: they are not.</summary>
    [Range(0, 1e6)]
    public double ClipNorm { get; init; } = 10;
}

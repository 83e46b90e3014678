using Nas.Model.Arithmetic;

namespace Nas.Model.Methods.Shared;

/// <summary>Objects of a device's process that the runtimes which it opens use.</summary>
/// <param name="Warn">Receives a sentence on each thing that is not as it should be.</param>
/// <param name="Hear">Receives what evaluator commands write to their standard error, on any thread.</param>
/// <param name="Keeper">Program that keeps evaluator commands; null: there is none.</param>
/// <param name="Layers">The layers that this process has compared with their definition.</param>
public sealed record RuntimeMeans(Action<string> Warn, Action<string> Hear, string? Keeper, CheckedLayers Layers);

using Nas.Model.Arithmetic;

namespace Nas.Model.Methods.Shared;

/// <summary>What a device's process lends to the runtimes that it opens.</summary>
/// <param name="Warn">Told what is not as it should be, in a sentence.</param>
/// <param name="Hear">Told what evaluator commands write to their standard error, on any thread.</param>
/// <param name="Keeper">Program that keeps evaluator commands; null: there is none.</param>
/// <param name="Layers">The layers that this process has held against their definition.</param>
public sealed record RuntimeMeans(Action<string> Warn, Action<string> Hear, string? Keeper, CheckedLayers Layers);

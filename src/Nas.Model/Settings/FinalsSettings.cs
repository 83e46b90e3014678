using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>
/// Finals: the best by score are trained by themselves, measured on validation images, and the best of these is the winner. A further rung
/// trains the better ones anew for longer (successive halving: Jamieson and Talwalkar, 2016).
/// </summary>
public sealed record FinalsSettings
{
    /// <summary>Architectures that the first rung trains; 0: there are no finals, and the best score wins.</summary>
    [Range(0, 1000)]
    public int Trials { get; init; } = 8;

    /// <summary>
    /// Architectures of the first rung that are trained at a time. The first ones are the best by score; those after them are chosen by a
    /// predictor, fitted to the trials so far.
    /// </summary>
    [Range(1, 1000)]
    public int Round { get; init; } = 4;

    /// <summary>
    /// Steps of each training of the first rung; null: as many times fewer than the last training has, as reduction says.
    /// </summary>
    [Range(1, 100_000_000)]
    public int? Steps { get; init; }

    /// <summary>
    /// Each further rung has so many times fewer architectures, trained so many times longer, up to the last training's steps.
    /// </summary>
    [Range(2, 100)]
    public int Reduction { get; init; } = 4;

    [JsonIgnore]
    public bool AreHeld => Trials > 0;

    /// <param name="available">Architectures that there are to be tried.</param>
    /// <param name="longest">Steps of the training that the search ends with.</param>
    public ImmutableArray<FinalsRung> Rungs(int available, int longest)
    {
        var rungs = ImmutableArray.CreateBuilder<FinalsRung>();
        var (count, steps) = (Math.Min(Trials, available), Math.Min(longest, Steps ?? Math.Max(1, longest / Reduction)));
        rungs.Add(new FinalsRung(count, steps));
        while (steps < longest && count > 1)
        {
            count = (count + Reduction - 1) / Reduction;
            steps = (int)Math.Min(longest, (long)steps * Reduction);
            rungs.Add(new FinalsRung(count, steps));
        }
        return rungs.ToImmutable();
    }
}

/// <param name="Count">Architectures that it trains.</param>
/// <param name="Steps">Steps of each training.</param>
public readonly record struct FinalsRung(int Count, int Steps);

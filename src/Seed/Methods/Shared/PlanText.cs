using Seed.Output;

namespace Seed.Methods.Shared;

/// <summary>The text that plans have in common.</summary>
internal static class PlanText
{
    /// <summary>The range of a race, which decides as it goes which candidates are scored with how many samples.</summary>
    public static string Range(double least, double most) =>
        least == most ? ScaledNumber.Round(most) : $"{ScaledNumber.Round(least)} to {ScaledNumber.Round(most)}";
}

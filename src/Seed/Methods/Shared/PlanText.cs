using Seed.Output;

namespace Seed.Methods.Shared;

/// <summary>What plans in words have in common.</summary>
internal static class PlanText
{
    /// <summary>Of a race, which decides as it goes who is scored with how many samples.</summary>
    public static string Range(double least, double most) =>
        least == most ? ScaledNumber.Round(most) : $"{ScaledNumber.Round(least)} to {ScaledNumber.Round(most)}";
}

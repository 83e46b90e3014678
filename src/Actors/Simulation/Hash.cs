namespace Actors.Simulation;

/// <summary>64 bits that are the same in every process (FNV-1a, then the finaliser of SplitMix64, so that every bit counts).</summary>
internal static class Hash
{
    private const ulong Start = 14695981039346656037,
        Prime = 1099511628211;

    public static ulong Of(string text)
    {
        var hash = Start;
        foreach (var letter in text)
            hash = (hash ^ letter) * Prime;
        return Mixed(hash);
    }

    public static ulong Of(ulong before, ulong next) => Mixed((before ^ next) * Prime);

    /// <summary>A number that is uniform in [0, 1).</summary>
    public static double Fraction(string text) => (Of(text) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mixed(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}

namespace Seed;

/// <summary>Exit codes: the answer of the process to whoever started it.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int UserMistake = 2;
    public const int Infeasible = 3;

    /// <summary>Interrupted; the same command goes on.</summary>
    public const int Interrupted = 130;
}

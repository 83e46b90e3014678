namespace Seed.Tests.Fuzz;

/// <summary>Something that reads bytes from elsewhere.</summary>
/// <param name="Name">Unique; names the test.</param>
/// <param name="Samples">Valid input, which mutated input is made of.</param>
/// <param name="Read">Reads it, or refuses it in a sentence: see <see cref="IsSentence"/>. Called by one thread, many times a
/// second.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Samples, Action<byte[]> Read)
{
    /// <summary>True for an exception that the reader may throw.</summary>
    public Func<Exception, bool> IsSentence { get; init; } = exception => exception is Nas.Model.UserException;

    /// <summary>Bytes that mean something in its format, and stand where they should not in mutated input.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>The target's share of the time of all targets: one that costs more for each case has more.</summary>
    public int Share { get; init; } = 1;

    public override string ToString() => Name;
}

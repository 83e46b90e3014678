namespace Nas.Model;

/// <summary>
/// The user's mistake (a file, a key, a value), told in one sentence that names it and its remedy. Reaches the terminal as it is,
/// without a stack trace; exit code 2.
/// </summary>
public class UserException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <param name="sentences">Several mistakes that were found at once, one at least.</param>
    public UserException(IReadOnlyList<string> sentences)
        : this(string.Join(Environment.NewLine, sentences)) => Sentences = sentences;

    /// <summary>
    /// The message, which is one sentence, or those of several mistakes: each is shown on a line of its own, whatever names are in it.
    /// </summary>
    public IReadOnlyList<string> Sentences { get; } = [message];
}

/// <summary>
/// A question that has no answer (no architecture meets the constraint); the sentence names the nearest feasible values. Exit code 3.
/// </summary>
public sealed class InfeasibleException(string message) : UserException(message);

/// <summary>
/// A file whose content is not what it must be (truncated, altered, of another kind); the sentence names the file and the place.
/// </summary>
public sealed class DamagedFileException(string message, Exception? inner = null) : UserException(message, inner);

namespace Nas.Model;

/// <summary>
/// The user's mistake (a file, a key, a value), told in one sentence that names it and its remedy. Reaches the terminal as it is,
/// without a stack trace; exit code 2.
/// </summary>
public class UserException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A question that has no answer (no architecture meets the constraint); the sentence names the nearest feasible values. Exit code 3.</summary>
public sealed class InfeasibleException(string message) : UserException(message);

/// <summary>A file whose content is not what it must be (truncated, altered, of another kind); the sentence names the file and the place.</summary>
public sealed class DamagedFileException(string message, Exception? inner = null) : UserException(message, inner);

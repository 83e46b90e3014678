namespace Nas.Model.Execution;

/// <summary>
/// A number is NaN or infinite where it must be finite; the sentence names the phase, the run and the step. Trying again gives the same.
/// </summary>
public sealed class DivergedException(string message) : Exception(message);

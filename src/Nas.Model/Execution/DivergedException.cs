namespace Nas.Model.Execution;

/// <summary>
/// NaN or infinity where a number was due; the sentence names the phase, the run and the step. Trying again gives the same.
/// </summary>
public sealed class DivergedException(string message) : Exception(message);

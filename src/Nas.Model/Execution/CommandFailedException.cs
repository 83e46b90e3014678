namespace Nas.Model.Execution;

/// <summary>A command gave no score; the sentence names the command and what it did.</summary>
public sealed class CommandFailedException(CommandFailure kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public CommandFailure Kind { get; } = kind;
}

public enum CommandFailure
{
    /// <summary>It said so itself.</summary>
    Refused,

    /// <summary>It wrote what is no answer.</summary>
    Nonsense,

    /// <summary>It ended.</summary>
    Exited,

    /// <summary>It did not answer in time.</summary>
    Silent,
}

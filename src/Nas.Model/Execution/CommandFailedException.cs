namespace Nas.Model.Execution;

/// <summary>A command gave no score; the sentence names the command and what it did.</summary>
public sealed class CommandFailedException(CommandFailure kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public CommandFailure Kind { get; } = kind;
}

public enum CommandFailure
{
    /// <summary>The command reported an error itself.</summary>
    Refused,

    /// <summary>The command wrote something that is no answer.</summary>
    Nonsense,

    /// <summary>The command ended.</summary>
    Exited,

    /// <summary>The command did not answer in time.</summary>
    Silent,
}

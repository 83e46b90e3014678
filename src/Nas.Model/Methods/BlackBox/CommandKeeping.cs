using System.Collections.Immutable;

namespace Nas.Model.Methods.BlackBox;

/// <summary>
/// The process between a device's and a command: it starts the command, adopts all that the command leaves behind, and ends everything when
/// the command ends, when it gets the order to, and when the device's process is gone, however that ended. A command that kills its parent
/// kills no device. It speaks on the command's standard error, in lines that begin with a token.
/// </summary>
public static class CommandKeeping
{
    /// <summary>
    /// The mode of the program that keeps commands: followed by the token, the program's path, and its name and arguments.
    /// </summary>
    public const string Keep = "--keep-command";

    /// <summary>The mode that ends what commands left behind whose keepers are gone.</summary>
    public const string Sweep = "--end-leftovers";

    /// <summary>
    /// Words after the token: the command runs; it cannot be started, and why; it has ended, with which exit code or by which signal.
    /// </summary>
    public const string Ready = "ready",
        Refused = "refused",
        Exited = "exited",
        Signalled = "signalled";

    /// <summary>Arguments of the keeper.</summary>
    /// <param name="path">Path of the command's program.</param>
    internal static IEnumerable<string> Arguments(string token, string path, ImmutableArray<string> command) =>
        [Keep, token, path, .. command];
}

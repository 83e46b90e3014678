using System.Collections.Immutable;

namespace Nas.Model.Methods.BlackBox;

/// <summary>Finds the program of <c>evaluator.command</c>, and checks that it is there.</summary>
public static class CommandProgram
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="directory">Working directory of the command; null: that of this process.</param>
    /// <exception cref="UserException">There is no such program, or directory.</exception>
    public static void Require(ImmutableArray<string> command, string? directory)
    {
        if (directory is not null && !Directory.Exists(directory))
            throw new UserException($"evaluator.directory {directory} is not there: name the folder that the command runs in.");
        // There a program has one of several endings, and no right to be executed.
        if (OperatingSystem.IsWindows())
            return;
        var name = command[0];
        if (Find(name) is not { } place)
        {
            throw new UserException(
                name.Contains('/', StringComparison.Ordinal)
                    ? $"evaluator.command: there is no program {Path.GetFullPath(name)}: check its name."
                    : $"evaluator.command: there is no program {name} on the PATH, nor in {Directory.GetCurrentDirectory()}: check its name."
            );
        }
        if (!IsExecutable(place))
        {
            throw new UserException(
                $"evaluator.command: {place} is no program: make it executable, or name the one that runs it first, as in [\"python3\", \"score.py\"]."
            );
        }
    }

    /// <summary>
    /// Finds a program as the runtime does: first in the current directory, then on the PATH; a file that cannot be executed is taken only
    /// where there is nothing else.
    /// </summary>
    /// <param name="path">Folders to look in; null: the PATH.</param>
    /// <returns>Path of the program; null: there is none.</returns>
    internal static string? Find(string name, string? path = null)
    {
        string[] places = [.. Places(name, path ?? Environment.GetEnvironmentVariable("PATH") ?? "").Where(File.Exists)];
        return Array.Find(places, IsExecutable) ?? places.FirstOrDefault();
    }

    private static bool IsExecutable(string place) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(place) & Executable) != UnixFileMode.None;

    private static IEnumerable<string> Places(string name, string path) =>
        Path.IsPathRooted(name)
            ? [name]
            :
            [
                Path.GetFullPath(name),
                .. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)),
            ];
}

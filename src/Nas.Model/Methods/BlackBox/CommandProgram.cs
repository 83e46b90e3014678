using System.Collections.Immutable;

namespace Nas.Model.Methods.BlackBox;

/// <summary>Whether the program of <c>evaluator.command</c> is where it will be looked for.</summary>
public static class CommandProgram
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="directory">Where it runs; null: where this process does.</param>
    /// <exception cref="UserException">There is no such program, or directory.</exception>
    public static void Require(ImmutableArray<string> command, string? directory)
    {
        if (directory is not null && !Directory.Exists(directory)) throw new UserException($"evaluator.directory {directory} is not there: name the folder that the command runs in.");
        // There a program has one of several endings, and no right to be executed.
        if (OperatingSystem.IsWindows()) return;
        var name = command[0];
        string[] places = [.. Places(name).Where(File.Exists)];
        if (places.Length == 0)
        {
            throw new UserException(name.Contains('/', StringComparison.Ordinal)
                ? $"evaluator.command: there is no program {Path.GetFullPath(name)}: check its name."
                : $"evaluator.command: there is no program {name} on the PATH, nor in {Directory.GetCurrentDirectory()}: check its name.");
        }
        if (!places.Any(IsExecutable))
        {
            throw new UserException($"evaluator.command: {places[0]} is no program: make it executable, or name the one that runs it first, as in [\"python3\", \"score.py\"].");
        }
    }

    private static bool IsExecutable(string place) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(place) & Executable) != UnixFileMode.None;

    /// <summary>As the runtime looks for programs: where the process is, then on the PATH.</summary>
    private static IEnumerable<string> Places(string name) => Path.IsPathRooted(name) ? [name] :
    [
        Path.GetFullPath(name),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)),
    ];
}

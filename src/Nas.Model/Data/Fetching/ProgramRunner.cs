using System.ComponentModel;
using System.Diagnostics;

namespace Nas.Model.Data.Fetching;

/// <summary>Runs a program to its end in a folder.</summary>
/// <returns>Exit code, and what it wrote to standard error.</returns>
internal delegate Task<(int ExitCode, string Errors)> RunProgram(
    string program,
    IReadOnlyList<string> arguments,
    string folder,
    CancellationToken cancellation
);

internal static class ProgramRunner
{
    /// <exception cref="SourceFailedException">The program cannot be started.</exception>
    public static async Task<(int ExitCode, string Errors)> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        CancellationToken cancellation
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
            await output;
            return (process.ExitCode, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>True where a program of that name is in one of the folders of $PATH.</summary>
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SourceFailedException($"{start.FileName} cannot be started ({e.Message})", e);
        }
    }
}

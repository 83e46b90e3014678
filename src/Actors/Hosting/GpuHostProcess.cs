using System.Diagnostics;

namespace Actors.Hosting;

/// <summary>A GpuHost child. It ends when the pipe to its standard input does, so it never outlives this process, however that ends.</summary>
public sealed class GpuHostProcess : IDeviceProcess, IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _pipe;

    private GpuHostProcess(Process process)
    {
        _process = process;
        // Held open, never written.
        _pipe = process.StandardInput;
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data)) LastError = line.Data;
        };
        process.BeginErrorReadLine();
        Exited = WaitAsync(process);
    }

    public int Id => _process.Id;

    public Task<int> Exited { get; }

    public string? LastError { get; private set; }

    /// <param name="program">See <see cref="GpuHostProgram.Find"/>.</param>
    /// <param name="environment">Variables on top of this process's own.</param>
    public static GpuHostProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return new(Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        _pipe.Dispose();
        _process.Dispose();
    }

    private static async Task<int> WaitAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}

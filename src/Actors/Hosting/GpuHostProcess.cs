using System.Diagnostics;
using Actors.Dispatch;

namespace Actors.Hosting;

/// <summary>
/// A GpuHost child. It ends when the pipe to its standard input does, so it never outlives this process, however that ends.
/// </summary>
public sealed class GpuHostProcess : IDeviceProcess, IDisposable
{
    /// <summary>Time to wait for words that the process wrote just before its end: they may come just after it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamWriter _pipe;

    private GpuHostProcess(ProcessStartInfo info)
    {
        var life = info.Environment[DeviceName.LifeVariable] = DeviceName.NewLife();
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _ended.TrySetResult();
        _process.ErrorDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data))
                return;
            if (Hosting.AtWork.TryRead(line.Data, out var what))
                AtWork = what;
            else
                LastError = line.Data;
        };
        _process.Start();
        Name = DeviceName.OfProcess(_process.Id, life);
        // Held open, never written.
        _pipe = _process.StandardInput;
        _process.BeginErrorReadLine();
        Exited = WaitAsync();
    }

    public string Name { get; }

    public Task<int> Exited { get; }

    public string? LastError { get; private set; }

    public string? AtWork { get; private set; }

    /// <param name="program">Path of GpuHost: see <see cref="GpuHostProgram.Find"/>.</param>
    /// <param name="environment">Variables on top of this process's own.</param>
    public static GpuHostProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return new(info);
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
        ClosePipe();
        _process.Dispose();
    }

    /// <summary>Closes the child's input, as the end of this process does.</summary>
    internal void ClosePipe() => _pipe.Dispose();

    /// <summary>The end of the process counts, not the end of its output, which another process may have inherited.</summary>
    private async Task<int> WaitAsync()
    {
        await _ended.Task;
        using var patience = new CancellationTokenSource(LastWords);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Without the last words, then.
        }
        return _process.ExitCode;
    }
}

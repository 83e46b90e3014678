using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Testing;

namespace Cluster.Tests.Processes;

/// <summary>The real <c>langevin</c> command as a process, with its device processes, to be watched and killed.</summary>
internal sealed class LangevinProcess : IDisposable
{
    private const int Sigint = 2,
        Sigkill = 9,
        Sigterm = 15,
        Sigcont = 18,
        Sigstop = 19;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new(),
        _errors = new();

    private LangevinProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _output.Enqueue(line.Data);
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _errors.Enqueue(line.Data);
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    public string LastProgress => _errors.LastOrDefault(line => line.Contains(": ", StringComparison.Ordinal)) ?? "its start";

    /// <summary>Waits until the run has told of this phase, or of its end.</summary>
    public async Task ReachAsync(string phase)
    {
        var limit = Stopwatch.StartNew();
        while (!HasExited && !_errors.Any(line => IsOf(phase, line)))
        {
            if (limit.Elapsed > TimeSpan.FromMinutes(6))
                throw new TimeoutException($"{phase} was not reached. The run's last words:\n{Errors}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for so long, but no longer than the phase lasts.</summary>
    public async Task StayInAsync(string phase, TimeSpan time)
    {
        var spent = Stopwatch.StartNew();
        while (!HasExited && spent.Elapsed < time && IsIn(phase))
            await Task.Delay(20);
    }

    /// <summary>Whether this process has told of the phase.</summary>
    public bool HasReached(string phase) => _errors.Any(line => IsOf(phase, line));

    /// <summary>Whether this process has told that the phase runs, and not that it is done.</summary>
    public bool IsIn(string phase) =>
        _errors.LastOrDefault(line => IsOf(phase, line)) is { } line && !line.StartsWith(phase + ": done", StringComparison.Ordinal);

    private static bool IsOf(string phase, string line) =>
        line.StartsWith(phase + ": ", StringComparison.Ordinal) && !line.StartsWith(phase + ": waiting", StringComparison.Ordinal);

    public static LangevinProcess Start(string workingDirectory, params string[] arguments) => Start(workingDirectory, arguments, []);

    /// <param name="environment">Variables on top of this process's own.</param>
    /// <param name="networkNamespace">The network namespace; null: that of this process.</param>
    public static LangevinProcess Start(
        string workingDirectory,
        string[] arguments,
        Dictionary<string, string> environment,
        string? networkNamespace = null
    )
    {
        var program = Path.Combine(TestData.Repository, "artifacts", "bin", "Seed", "release", "langevin");
        var start = new ProcessStartInfo(
            networkNamespace is null ? program : "ip",
            networkNamespace is null ? arguments : ["netns", "exec", networkNamespace, program, .. arguments]
        )
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Processes of tests live for seconds: to compile what is called often once more, better, would be a quarter of all they do. It
        // waits until nothing new was called for twelve seconds. Hexadecimal, in milliseconds.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "3000";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new LangevinProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs the command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string workingDirectory, params string[] arguments) =>
        RunAsync(workingDirectory, arguments, []);

    /// <param name="environment">Variables on top of this process's own.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string workingDirectory,
        string[] arguments,
        Dictionary<string, string> environment
    )
    {
        using var process = Start(workingDirectory, arguments, environment);
        var code = await process.WaitAsync(TimeSpan.FromMinutes(10));
        return (code, process.Output, process.Errors);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitAsync(TimeSpan limit)
    {
        using var source = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(source.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"langevin did not end within {limit}. Its last words:\n{Errors}\n{Output}", exception);
        }
        return _process.ExitCode;
    }

    /// <summary>The process ids of the living device processes.</summary>
    public IReadOnlyList<int> Devices() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ParentOf(id) == Id && CommandOf(id).Contains("GpuHost", StringComparison.Ordinal))
            .ToList();

    public void Kill() => Signal(Id, Sigkill);

    public void KillDevice()
    {
        foreach (var id in Devices())
            Signal(id, Sigkill);
    }

    /// <summary>Stops the machine as if its cable were pulled: nobody learns of it from a closed connection.</summary>
    public void Freeze() => SignalAll(Sigstop);

    public void Thaw() => SignalAll(Sigcont);

    public void Interrupt() => Signal(Id, Sigint);

    public void Terminate() => Signal(Id, Sigterm);

    public static bool IsAlive(int id) => Directory.Exists($"/proc/{id}") && StateOf(id) != 'Z';

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static int ParentOf(int id) => Stat(id) is { Length: > 1 } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static char StateOf(int id) => Stat(id) is { Length: > 0 } fields ? fields[0][0] : 'Z';

    /// <summary>The fields of /proc/ID/stat behind the command's name, which may hold blanks.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void SignalAll(int signal)
    {
        foreach (var id in Devices().Prepend(Id))
            Signal(id, signal);
    }

    private static void Signal(int id, int signal) => _ = kill(id, signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int kill(int pid, int signal);
}

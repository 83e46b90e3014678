using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Actors.Hosting;
using Nas.Model;

namespace Seed.Diagnosis;

/// <summary>
/// What <c>GpuHost --probe</c> prints, as one JSON object on its last line of output, before it exits with 0. The command line never
/// loads libtorch itself.
/// </summary>
/// <param name="Torch">Version of libtorch, loaded and tried.</param>
/// <param name="Devices">Devices for <c>devices.kind</c>: <c>cpu</c>, <c>cuda:0 NAME</c>.</param>
public sealed record GpuHostProbe(string Torch, bool Cuda, string[] Devices);

/// <summary>Whether the device program is there and can load libtorch.</summary>
public static class TorchChecks
{
    private const string Libtorch = "libtorch";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static async Task<IReadOnlyList<Check>> AllAsync()
    {
        string program;
        try
        {
            program = GpuHostProgram.Find();
        }
        catch (UserException exception)
        {
            return [new Check("device program", Needed: true, Ok: false, "not here", exception.Message)];
        }
        return [new Check("device program", Needed: true, Ok: true, program, null), .. await ProbeAsync(program)];
    }

    internal static IReadOnlyList<Check> Read(int exitCode, string output, string error)
    {
        if (exitCode == 0 && Parse(output) is { } probe)
        {
            return
            [
                new Check(Libtorch, Needed: true, Ok: true, $"{probe.Torch}, devices: {string.Join(", ", probe.Devices)}", null),
                new Check(
                    "CUDA", Needed: false, probe.Cuda, probe.Cuda ? "works" : "not here", "build with -p:Torch=cuda on a machine with an NVIDIA driver"),
            ];
        }
        var reason = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {exitCode}, no answer";
        return
        [
            new Check(
                Libtorch, Needed: true, Ok: false, $"cannot be loaded: {reason}",
                "build the whole solution anew; glibc 2.34 or newer is needed (Debian 12, Ubuntu 22.04 or newer)"),
        ];
    }

    private static async Task<IReadOnlyList<Check>> ProbeAsync(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--probe"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            using var patience = new CancellationTokenSource(s_patience);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(patience.Token);
                var error = process.StandardError.ReadToEndAsync(patience.Token);
                await process.WaitForExitAsync(patience.Token);
                return Read(process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return Read(-1, "", $"no answer within {s_patience.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception exception)
        {
            return Read(-1, "", exception.Message);
        }
    }

    private static GpuHostProbe? Parse(string output)
    {
        var last = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        try
        {
            return last is null ? null : JsonSerializer.Deserialize<GpuHostProbe>(last, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

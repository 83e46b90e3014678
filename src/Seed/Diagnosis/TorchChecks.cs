using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Actors.Hosting;
using Nas.Model;

namespace Seed.Diagnosis;

/// <summary>
/// The answer of <c>GpuHost --probe</c>: one JSON object on its last line of output, before it exits with 0. The command line never
/// loads libtorch itself.
/// </summary>
/// <param name="Torch">Version of libtorch, loaded and tried.</param>
/// <param name="Devices">Devices for <c>devices.kind</c>: <c>cpu</c>, <c>cuda:0 NAME</c>.</param>
public sealed record GpuHostProbe(string Torch, bool Cuda, string[] Devices);

/// <summary>The answer of <c>GpuHost --check-layers</c>, printed in the same way.</summary>
/// <param name="Layers">Number of layers that were compared with their definition.</param>
/// <param name="Faults">Sentences about what is computed wrong.</param>
public sealed record LayerAnswer(int Layers, string[] Faults);

/// <summary>Checks whether the device program is there and can load libtorch.</summary>
public static class TorchChecks
{
    private const string Libtorch = "libtorch";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceWithLayers = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <param name="layers">Also whether libtorch computes right.</param>
    public static async Task<IReadOnlyList<Check>> AllAsync(bool layers)
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
        return
        [
            new Check("device program", Needed: true, Ok: true, program, null),
            .. Read(await RunAsync(program, "--probe", Patience)),
            .. layers ? new[] { ReadLayers(await RunAsync(program, "--check-layers", PatienceWithLayers)) } : [],
        ];
    }

    internal static IReadOnlyList<Check> Read(Answer answer)
    {
        if (answer.As<GpuHostProbe>() is { } probe)
        {
            return
            [
                new Check(Libtorch, Needed: true, Ok: true, $"{probe.Torch}, devices: {string.Join(", ", probe.Devices)}", null),
                new Check(
                    "CUDA",
                    Needed: false,
                    probe.Cuda,
                    probe.Cuda ? "works" : "not here",
                    "build with -p:Torch=cuda on a machine with an NVIDIA driver"
                ),
            ];
        }
        return
        [
            new Check(
                Libtorch,
                Needed: true,
                Ok: false,
                $"cannot be loaded: {answer.Reason}",
                "build the whole solution anew; glibc 2.34 or newer is needed (Debian 12, Ubuntu 22.04 or newer)"
            ),
        ];
    }

    internal static Check ReadLayers(Answer answer)
    {
        const string Remedy = "set ONEDNN_MAX_CPU_ISA=AVX2 (or SSE41) in the environment and look again; please report it";
        return answer.As<LayerAnswer>() switch
        {
            { Faults: [] } found => new Check(
                "layers",
                Needed: true,
                Ok: true,
                $"{found.Layers} are computed right, forward and backward",
                null
            ),
            { } found => new Check(
                "layers",
                Needed: true,
                Ok: false,
                $"{found.Faults.Length} of {found.Layers} are computed wrong, the first: {found.Faults[0]}",
                Remedy
            ),
            null => new Check("layers", Needed: true, Ok: false, $"libtorch ended the process: {answer.Reason}", Remedy),
        };
    }

    private static async Task<Answer> RunAsync(string program, string option, TimeSpan patience)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, [option])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            using var waiting = new CancellationTokenSource(patience);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(waiting.Token);
                var error = process.StandardError.ReadToEndAsync(waiting.Token);
                await process.WaitForExitAsync(waiting.Token);
                return new Answer(process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return new Answer(-1, "", $"no answer within {patience.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception exception)
        {
            return new Answer(-1, "", exception.Message);
        }
    }

    /// <summary>The end of a call of the device program.</summary>
    internal sealed record Answer(int ExitCode, string Output, string Error)
    {
        /// <summary>The reason why there is no answer: what the program was doing, where it said so, and its last words.</summary>
        public string Reason
        {
            get
            {
                string? at = null,
                    last = null;
                foreach (var line in Lines(Error))
                {
                    if (!AtWork.TryRead(line, out var what))
                        last = line;
                    else
                        at = what;
                }
                return at is null && last is null
                    ? $"exit code {ExitCode}, no answer"
                    : string.Join(": ", new[] { at, last }.OfType<string>());
            }
        }

        public T? As<T>()
            where T : class
        {
            try
            {
                return ExitCode == 0 && Lines(Output) is [.., var last] ? JsonSerializer.Deserialize<T>(last, Json) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static string[] Lines(string text) =>
            text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}

using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Testing;

namespace Nas.Model.DeviceTests.Arithmetic;

/// <summary>
/// The native library chooses its instructions when it is loaded, and may overwrite the memory of its process: each check is a process of
/// its own, the device program's. Values are compared with the definition of a convolution in double precision; memory by the C library,
/// which checks the end of each block when it is freed.
/// </summary>
public sealed class KnownLayersTests
{
    /// <summary>The end of every block is held; freed memory stays, without which every layer would wait for fresh pages.</summary>
    private const string HeldBlocks =
        "glibc.malloc.check=3:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=2000000000:glibc.malloc.top_pad=67108864";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="name">The name that oneDNN reports for the instructions, which shows that it obeys.</param>
    [Theory, InlineData("SSE41", "SSE4.1"), InlineData("AVX2", "AVX2"), InlineData("AVX512_CORE", "AVX-512")]
    public async Task Every_layer_of_every_space_backbone_and_detector_is_computed_as_it_is_defined(string instructions, string name)
    {
        Assert.SkipWhen(instructions == "AVX2" && !Avx2.IsSupported, "a processor with AVX2");
        Assert.SkipWhen(instructions == "AVX512_CORE" && !Avx512BW.IsSupported, "a processor with AVX-512");
        var answer = await CheckAsync(instructions);
        Assert.Contains($"isa:Intel {name}", answer.Output, StringComparison.Ordinal);
        Assert.Equal((0, "[]"), (answer.ExitCode, answer.Faults));
        // A few presets less, and the check would have lost most of what it is for.
        Assert.InRange(answer.Layers, 300, 1000);
    }

    /// <summary>The fault of strided 1x1 convolutions with few channels (https://github.com/uxlfoundation/oneDNN/issues/6035).</summary>
    [Fact]
    public async Task Without_the_way_round_it_the_fault_of_oneDNN_is_found_and_named()
    {
        Assert.SkipUnless(Avx2.IsSupported && OperatingSystem.IsLinux(), "a processor with AVX2, and glibc's checks of memory");
        var answer = await CheckAsync("AVX2", "--direct");
        Assert.NotEqual((0, "[]"), (answer.ExitCode, answer.Faults));
        Assert.Matches("1x1 convolution from [3-7] to [0-9]+ channels, stride 2", answer.ExitCode == 0 ? answer.Faults : answer.At);
    }

    private static async Task<Answer> CheckAsync(string instructions, params string[] more)
    {
        var program = Path.Combine(
            TestData.Repository,
            "artifacts",
            "bin",
            "GpuHost",
            "release",
            OperatingSystem.IsWindows() ? "GpuHost.exe" : "GpuHost"
        );
        var start = new ProcessStartInfo(program, ["--check-layers", .. more])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ONEDNN_MAX_CPU_ISA"] = instructions;
        start.Environment["ONEDNN_VERBOSE"] = "check";
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["LD_PRELOAD"] = "libc_malloc_debug.so.0";
        start.Environment["GLIBC_TUNABLES"] = HeldBlocks;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        var at = (await error).Split('\n').LastOrDefault(line => line.StartsWith("at work", StringComparison.Ordinal)) ?? "";
        if (process.ExitCode != 0)
            return new Answer(process.ExitCode, await output, 0, "", at);
        using var found = JsonDocument.Parse((await output).Split('\n').Single(line => line.StartsWith('{')));
        return new Answer(
            0,
            await output,
            found.RootElement.GetProperty("layers").GetInt32(),
            found.RootElement.GetProperty("faults").GetRawText(),
            at
        );
    }

    private sealed record Answer(int ExitCode, string Output, int Layers, string Faults, string At);
}

using Actors.Dispatch;
using Actors.Hosting;

namespace Actors.Tests.Hosting;

[Trait("Kind", "Process")]
public class GpuHostProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_abort_is_seen_with_the_last_words_before_it()
    {
        using var process = Shell("echo first >&2; echo \"$WORD\" >&2; kill -ABRT $$");
        Assert.Equal(TaskFailure.NativeCrash, ProcessExit.Of(await process.Exited.WaitAsync(Cancel), 0).Failure);
        Assert.Equal("last", process.LastError);
    }

    [Theory, InlineData("", "a layer"), InlineData("echo \"at work: \" >&2;", null)]
    public async Task What_it_says_that_it_is_at_is_told_apart_from_its_last_words(string then, string? at)
    {
        using var process = Shell($"echo last >&2; echo \"at work: a layer\" >&2; {then} kill -SEGV $$");
        await process.Exited.WaitAsync(Cancel);
        Assert.Equal(("last", at), (process.LastError, process.AtWork));
    }

    [Fact]
    public async Task A_process_that_waits_for_the_end_of_its_input_runs_until_the_pipe_is_closed()
    {
        using var process = Shell("cat; exit 3");
        Assert.False(process.Exited.IsCompleted);
        process.ClosePipe();
        Assert.Equal(3, await process.Exited.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Its_end_is_seen_though_another_process_has_inherited_its_output()
    {
        using var process = Shell("exec 3<&0; cat <&3 & exit 3");
        Assert.Equal(3, await process.Exited.WaitAsync(Cancel));
    }

    [Fact]
    public async Task Killing_ends_it_at_once_and_twice_is_no_harm()
    {
        using var process = Shell("exec cat");
        process.Kill();
        Assert.Equal(TaskFailure.DeviceKilled, ProcessExit.Of(await process.Exited.WaitAsync(Cancel), 0).Failure);
        process.Kill();
    }

    [Fact]
    public async Task It_knows_itself_by_the_name_that_it_is_known_by_and_no_two_lives_of_a_process_id_have_one()
    {
        using var process = Shell($"echo \"$$-${DeviceName.LifeVariable}\" >&2");
        await process.Exited.WaitAsync(Cancel);
        Assert.Equal(process.Name, $"{Environment.MachineName}:{process.LastError}");
        Assert.NotEqual(DeviceName.NewLife(), DeviceName.NewLife());
    }

    private static GpuHostProcess Shell(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX systems");
        return GpuHostProcess.Start("/bin/sh", ["-c", script], new Dictionary<string, string> { ["WORD"] = "last" });
    }
}

using Seed.Diagnosis;

namespace Seed.Tests.Diagnosis;

public class TorchChecksTests
{
    [Fact]
    public void A_probe_that_answers_is_believed()
    {
        var report = MachineReport.Of(TorchChecks.Read(new(0, "noise\n{\"torch\":\"2.10.0\",\"cuda\":false,\"devices\":[\"cpu\"]}\n", "")));
        Assert.True(report.Ready);
        Assert.Contains("2.10.0", report.Checks[0].Found, StringComparison.Ordinal);
        Assert.False(report.Checks[1].Ok);
    }

    [Theory]
    [InlineData(134, "", "terminate called\nGLIBCXX_3.4.32 not found", "GLIBCXX_3.4.32 not found")]
    [InlineData(0, "hello", "", "no answer")]
    [InlineData(0, "{\"torch\":null}", "", "no answer")]
    public void Anything_else_means_that_libtorch_is_missing(int code, string output, string error, string found)
    {
        var report = MachineReport.Of(TorchChecks.Read(new(code, output, error)));
        Assert.False(report.Ready);
        Assert.Contains(found, report.Checks[0].Found, StringComparison.Ordinal);
        Assert.NotNull(report.Checks[0].Remedy);
    }

    [Theory]
    [InlineData(0, "{\"layers\":3,\"faults\":[]}", "", true, "3 are computed right")]
    [InlineData(
        0,
        "{\"layers\":3,\"faults\":[\"1x1 convolution: its output is wrong\"]}",
        "",
        false,
        "1 of 3 are computed wrong, the first: 1x1 convolution"
    )]
    [InlineData(
        134,
        "",
        "at work: checking a layer, 1x1 convolution\nfree(): invalid pointer",
        false,
        "ended the process: checking a layer, 1x1 convolution: free(): invalid pointer"
    )]
    public void Layers_are_right_or_the_first_that_is_not_is_named(int code, string output, string error, bool right, string found)
    {
        var check = TorchChecks.ReadLayers(new(code, output, error));
        Assert.Equal(right, check.Ok);
        Assert.Contains(found, check.Found, StringComparison.Ordinal);
    }
}

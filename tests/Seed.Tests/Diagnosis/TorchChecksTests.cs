using Seed.Diagnosis;

namespace Seed.Tests.Diagnosis;

public class TorchChecksTests
{
    [Fact]
    public void A_probe_that_answers_is_believed()
    {
        var report = MachineReport.Of(TorchChecks.Read(0, "noise\n{\"torch\":\"2.10.0\",\"cuda\":false,\"devices\":[\"cpu\"]}\n", ""));
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
        var report = MachineReport.Of(TorchChecks.Read(code, output, error));
        Assert.False(report.Ready);
        Assert.Contains(found, report.Checks[0].Found, StringComparison.Ordinal);
        Assert.NotNull(report.Checks[0].Remedy);
    }
}

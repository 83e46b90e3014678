using Actors.Hosting;
using Nas.Model;
using Testing;

namespace Actors.Tests.Hosting;

public sealed class GpuHostProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_program_is_found_where_the_build_puts_it_and_beside_a_published_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file names of POSIX systems");
        var built = Make("bin/GpuHost/release/GpuHost");
        var beside = Make("app/gpuhost/GpuHost");
        var named = Make("elsewhere/host");

        Assert.Equal(built, GpuHostProgram.Find(_folder.File("bin/langevin/release/"), null));
        Assert.Equal(beside, GpuHostProgram.Find(_folder.File("app"), null));
        Assert.Equal(named, GpuHostProgram.Find(_folder.File("app"), named));
    }

    [Fact]
    public void A_missing_program_is_told_with_the_places_that_were_looked_at()
    {
        var error = Assert.Throws<UserException>(() => GpuHostProgram.Find(_folder.File("app"), null));
        Assert.Contains(_folder.File("app/gpuhost"), error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "nowhere",
            Assert.Throws<UserException>(() => GpuHostProgram.Find(_folder.Path, "/nowhere")).Message,
            StringComparison.Ordinal
        );
    }

    private string Make(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}

using Nas.Model.Methods.BlackBox;
using Testing;

namespace Nas.Model.Tests.Methods.BlackBox;

public sealed class CommandProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_on_the_path_or_named_whole_is_found()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "programs have endings there");
        CommandProgram.Require(["sh", "score.sh"], _folder.Path);
        CommandProgram.Require(["/bin/sh"], null);
    }

    [Theory]
    [InlineData("no-such-program", "evaluator.command: there is no program no-such-program on the PATH")]
    [InlineData("/no/such/program", "evaluator.command: there is no program /no/such/program: check its name.")]
    public void One_that_is_not_there_is_named(string program, string sentence)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "programs have endings there");
        Assert.StartsWith(
            sentence,
            Assert.Throws<UserException>(() => CommandProgram.Require([program], null)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_that_cannot_be_executed_is_no_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no right to execute");
        var script = _folder.Write("score.py", "");
        Assert.Equal(
            $"evaluator.command: {script} is no program: make it executable, or name the one that runs it first, as in [\"python3\", \"score.py\"].",
            Assert.Throws<UserException>(() => CommandProgram.Require([script], null)).Message
        );
    }

    /// <summary>The runtime passes over it as well.</summary>
    [Fact]
    public void What_cannot_be_executed_hides_no_program_behind_it_on_the_path()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there is no right to execute");
            return;
        }
        var (note, program) = (_folder.Write("first/langevin-scores", ""), _folder.Write("second/langevin-scores", ""));
        var path = string.Join(Path.PathSeparator, _folder.Path, Path.GetDirectoryName(note), Path.GetDirectoryName(program));
        Assert.Equal(note, CommandProgram.Find("langevin-scores", path));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(program, CommandProgram.Find("langevin-scores", path));
        Assert.Null(CommandProgram.Find("langevin-scores", _folder.Path));
    }

    [Fact]
    public void The_folder_that_it_runs_in_must_be_there() =>
        Assert.Contains(
            "evaluator.directory /no/such/folder is not there",
            Assert.Throws<UserException>(() => CommandProgram.Require(["sh"], "/no/such/folder")).Message,
            StringComparison.Ordinal
        );
}

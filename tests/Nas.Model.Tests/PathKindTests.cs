using System.Diagnostics;
using Testing;

namespace Nas.Model.Tests;

public sealed class PathKindTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_folders_and_links_to_them_are_told_apart_and_what_is_not_there_too()
    {
        var file = _folder.Write("file", "");
        File.CreateSymbolicLink(At("to-file"), file);
        File.CreateSymbolicLink(At("to-folder"), _folder.Path);
        File.CreateSymbolicLink(At("dangling"), At("nowhere"));
        Assert.Equal(
            [PathKind.File, PathKind.Folder, PathKind.File, PathKind.Folder, PathKind.DanglingLink, PathKind.Nothing, PathKind.Nothing],
            new[] { file, _folder.Path, At("to-file"), At("to-folder"), At("dangling"), At("nowhere"), At("nowhere/either") }.Select(
                PathKinds.Of
            )
        );
    }

    [Fact]
    public void A_pipe_and_a_device_are_told_from_files_without_being_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is asked");
        Assert.Equal(PathKind.Other, PathKinds.Of("/dev/null"));
        using var made = Process.Start("mkfifo", At("pipe"));
        made.WaitForExit();
        Assert.Equal(PathKind.Other, PathKinds.Of(At("pipe")));
    }

    [Fact]
    public void What_is_of_another_kind_is_a_sentence_and_what_is_not_there_is_none()
    {
        PathKinds.Require(At("nothing"), PathKind.File);
        PathKinds.Require(_folder.Path, PathKind.Folder);
        Assert.Equal(
            $"{_folder.Path} is a folder, where langevin keeps a file: move it out of the way, or choose another directory.",
            Assert.Throws<UserException>(() => PathKinds.Require(_folder.Path, PathKind.File)).Message
        );
        File.CreateSymbolicLink(At("dangling"), At("nowhere"));
        Assert.StartsWith(
            $"{At("dangling")} is a link to {At("nowhere")}, which is not there, where langevin keeps a folder",
            Assert.Throws<UserException>(() => PathKinds.Require(At("dangling"), PathKind.Folder)).Message,
            StringComparison.Ordinal
        );
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}

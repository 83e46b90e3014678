using System.Runtime.InteropServices;

namespace Nas.Model;

/// <summary>Kind of the thing at a path.</summary>
public enum PathKind
{
    Nothing,
    File,
    Folder,

    /// <summary>A link to what is not there.</summary>
    DanglingLink,

    /// <summary>A pipe, a socket, a device.</summary>
    Other,
}

/// <summary>Tells what lies at a path without opening it: whoever opens a pipe that nobody writes to waits for ever.</summary>
public static class PathKinds
{
    private const int Read = 4,
        Write = 2,
        Enter = 1,
        FromHere = -100,
        TypeOnly = 1,
        SizeOfAnswer = 256,
        OffsetOfMode = 28,
        Types = 0xF000,
        RegularFile = 0x8000;

    public static PathKind Of(string path)
    {
        if (Directory.Exists(path))
            return PathKind.Folder;
        if (!File.Exists(path))
            return PathKind.Nothing;
        if (IsDangling(path))
            return PathKind.DanglingLink;
        return IsRegular(path) ? PathKind.File : PathKind.Other;
    }

    /// <summary>Checks that the thing which is written to or read from this path is of this kind, or not there yet.</summary>
    /// <exception cref="UserException">It is of another kind.</exception>
    public static void Require(string path, PathKind kind)
    {
        var found = Of(path);
        if (found == PathKind.Nothing || found == kind)
            return;
        var what = found switch
        {
            PathKind.File => "is a file",
            PathKind.Folder => "is a folder",
            PathKind.DanglingLink => $"is a link to {new FileInfo(path).LinkTarget}, which is not there",
            _ => "is a pipe, a socket or a device",
        };
        throw new UserException(
            $"{path} {what}, where langevin keeps a {(kind == PathKind.Folder ? "folder" : "file")}: move it out of the way, or choose another directory."
        );
    }

    /// <summary>True where this process may read, or write, the content of a folder.</summary>
    public static bool MayBeEntered(string folder, bool write) =>
        OperatingSystem.IsWindows() || Access(folder, Enter | (write ? Write : Read)) == 0;

    private static bool IsDangling(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false };
        }
        // Links in a circle.
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The runtime tells folders from all else, and nothing more. Linux's statx has the same layout on every machine.</summary>
    private static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var answer = new byte[SizeOfAnswer];
        try
        {
            return Statx(FromHere, path, 0, TypeOnly, answer) != 0 || (BitConverter.ToUInt16(answer, OffsetOfMode) & Types) == RegularFile;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "access")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int directory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] answer
    );
}

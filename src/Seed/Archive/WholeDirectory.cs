using Nas.Model;

namespace Seed.Archive;

/// <summary>A directory that is made whole or not at all: what is killed on its way leaves one that no search is in.</summary>
internal static class WholeDirectory
{
    /// <param name="remedy">Advice for the case that the directory is there already.</param>
    /// <exception cref="UserException">It is there already.</exception>
    public static void RequireFree(string directory, string remedy)
    {
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new UserException($"{directory}: is there already; {remedy}.");
        }
    }

    /// <param name="directory">Is not there, or empty.</param>
    /// <param name="write">Fills the directory that it is given, which takes its name afterwards.</param>
    public static async Task MakeAsync(string directory, Func<string, Task> write)
    {
        var aside = directory + $".making-{Environment.ProcessId}";
        try
        {
            await write(aside);
            if (Directory.Exists(directory))
                Directory.Delete(directory);
            Directory.Move(aside, directory);
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }
}

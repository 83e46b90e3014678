using Nas.Model;

namespace Seed.Output;

/// <summary>A file that an option of a command asks for.</summary>
internal static class OutputFile
{
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void Write(string option, string file, string content)
    {
        try
        {
            File.WriteAllText(file, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"{option} {file}: cannot be written ({exception.Message.TrimEnd('.')}); name a file in a directory that can be",
                exception
            );
        }
    }
}

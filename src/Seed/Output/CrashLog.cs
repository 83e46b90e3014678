using System.Globalization;

namespace Seed.Output;

/// <summary>The file for the details of an unexpected failure: the terminal gets one sentence.</summary>
public static class CrashLog
{
    /// <returns>The file's path.</returns>
    public static string Write(Exception exception)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"langevin-{Environment.ProcessId}.log"));
        try
        {
            File.AppendAllText(path, exception + Environment.NewLine);
            return path;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return exception.ToString();
        }
    }
}

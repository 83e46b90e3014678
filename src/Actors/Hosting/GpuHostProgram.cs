using Nas.Model;

namespace Actors.Hosting;

/// <summary>Finds the GpuHost executable.</summary>
public static class GpuHostProgram
{
    /// <summary>Names the executable, wherever it is.</summary>
    public const string Variable = "LANGEVIN_GPUHOST";

    private static string FileName => OperatingSystem.IsWindows() ? "GpuHost.exe" : "GpuHost";

    /// <exception cref="UserException">There is none.</exception>
    public static string Find() => Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(Variable));

    /// <summary>
    /// Finds GpuHost where the variable says; else where a build puts it (<c>artifacts/bin/GpuHost/release</c>); else in <c>gpuhost</c>
    /// beside the program.
    /// </summary>
    internal static string Find(string programFolder, string? variable)
    {
        if (variable is not null)
        {
            return File.Exists(variable)
                ? variable
                : throw new UserException($"{Variable} is {variable}, where there is no such file: unset it, or give the path of GpuHost.");
        }
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(programFolder));
        string[] places =
        [
            .. folder.Parent?.Parent is { } bin ? [Path.Combine(bin.FullName, "GpuHost", folder.Name, FileName)] : Array.Empty<string>(),
            Path.Combine(folder.FullName, "gpuhost", FileName),
        ];
        return Array.Find(places, File.Exists)
            ?? throw new UserException(
                $"The device program is missing: neither {string.Join(" nor ", places)} is there. Build the whole solution, or set {Variable}."
            );
    }
}

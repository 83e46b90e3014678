namespace Testing;

/// <summary>Programs that are built before the tests that use them.</summary>
internal static class BuiltPrograms
{
    public static string GpuHost
    {
        get
        {
            var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(own.Parent!.Parent!.FullName, "GpuHost", own.Name, "GpuHost");
        }
    }
}

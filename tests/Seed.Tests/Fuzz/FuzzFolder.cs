namespace Seed.Tests.Fuzz;

/// <summary>A folder for readers that take files, there as long as the process.</summary>
internal sealed class FuzzFolder
{
    public FuzzFolder()
    {
        Path = Directory.CreateTempSubdirectory("langevin-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path, recursive: true);
    }

    public string Path { get; }

    public string File(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Nas.Model.Data;

namespace Seed.Diagnosis;

/// <summary>Checks of this machine, apart from libtorch.</summary>
public static class MachineChecks
{
    private const long LeastMemory = 2L << 30;
    private const long LeastDisk = 2L << 30;

    public static IEnumerable<Check> All()
    {
        yield return new Check(
            ".NET",
            Needed: true,
            Ok: true,
            $"{Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            null
        );
        yield return new Check("processors", Needed: true, Ok: true, $"{Environment.ProcessorCount}", null);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return new Check(
            "memory",
            Needed: false,
            memory >= LeastMemory,
            GiB(memory),
            $"a search wants {GiB(LeastMemory)}: lower supernet.batch and retrain.batch"
        );
        yield return Disk(Directory.GetCurrentDirectory());
        yield return Loopback();
        foreach (var set in DataCatalog.List().Where(found => found.Set.HasFiles))
        {
            yield return new Check(
                $"data: {set.Set.Name}",
                Needed: false,
                set.IsHere,
                set.Folder ?? "not here",
                $"langevin data get {set.Set.Name}"
            );
        }
        yield return OnPath("apt-get", "without it, data come from their authors' addresses only");
    }

    private static Check Disk(string directory)
    {
        var free = new DriveInfo(directory).AvailableFreeSpace;
        var probe = Path.Combine(directory, $".langevin-doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Check(
                "disk",
                Needed: true,
                free >= LeastDisk,
                $"{GiB(free)} free in {directory}",
                $"a search wants {GiB(LeastDisk)}: free some space, or run with --dir on another disk"
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Check(
                "disk",
                Needed: true,
                Ok: false,
                $"{directory} cannot be written",
                "change to a directory that can be written, or run with --dir"
            );
        }
    }

    private static Check Loopback()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return new Check("loopback ports", Needed: true, Ok: true, "free", null);
        }
        catch (SocketException exception)
        {
            return new Check("loopback ports", Needed: true, Ok: false, exception.Message, "allow this user to listen on 127.0.0.1");
        }
    }

    private static Check OnPath(string program, string remedy)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        return new Check(program, Needed: false, found is not null, found ?? "not here", remedy);
    }

    private static string GiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}

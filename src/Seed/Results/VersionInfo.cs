using System.Reflection;
using System.Runtime.InteropServices;
using Nas.Model.Settings;

namespace Seed.Results;

/// <summary>The versions behind a result, as far as they can change bits.</summary>
public sealed record VersionInfo(
    string Langevin,
    string Dotnet,
    string Os,
    string Processor,
    string AkkaNet,
    string TorchSharp,
    long Seed,
    string DeviceKind,
    int DeviceThreads
)
{
    public static VersionInfo Of(SearchSettings settings) =>
        new(
            Version(typeof(VersionInfo).Assembly),
            Environment.Version.ToString(),
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Version(typeof(global::Akka.Actor.ActorSystem).Assembly),
            Referenced("TorchSharp"),
            settings.Seed,
            settings.Devices.Kind,
            settings.Devices.Threads
        );

    public IEnumerable<(string Name, string Value)> Rows() =>
        [
            ("Langevin", Langevin),
            (".NET", Dotnet),
            ("system", $"{Os}, {Processor}"),
            ("Akka.NET", AkkaNet),
            ("TorchSharp", TorchSharp),
            ("seed", $"{Seed}"),
            ("devices", $"{DeviceKind}, {DeviceThreads} thread{(DeviceThreads == 1 ? "" : "s")} each"),
        ];

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString()
        ?? "unknown";

    /// <summary>The version that the science was compiled against; it is read from the references, so that nothing is loaded.</summary>
    private static string Referenced(string assembly) =>
        typeof(SearchSettings).Assembly.GetReferencedAssemblies().FirstOrDefault(name => name.Name == assembly)?.Version?.ToString(3)
        ?? "unknown";
}

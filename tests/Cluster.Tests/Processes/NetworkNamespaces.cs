using System.Diagnostics;

namespace Cluster.Tests.Processes;

/// <summary>
/// Machines as far as the network is concerned: namespaces on one bridge, which can be cut off from each other and not from the bridge.
/// </summary>
internal sealed class NetworkNamespaces : IAsyncDisposable
{
    private const string Net = "10.213.7.";

    private readonly string _id = $"lv{Environment.ProcessId % 100_000}";
    private readonly int _count;

    private NetworkNamespaces(int count) => _count = count;

    /// <summary>The address at which what all machines reach listens.</summary>
    public static string Bridge => Net + "1";

    /// <summary>Makes namespaces, one for each machine; null where they are not permitted.</summary>
    public static async Task<NetworkNamespaces?> CreateAsync(int count)
    {
        var made = new NetworkNamespaces(count);
        if (Environment.UserName == "root" && await made.BuildAsync())
            return made;
        await made.DisposeAsync();
        return null;
    }

    public string AddressOf(int machine) => $"{Net}{11 + machine}";

    public string NameOf(int machine) => $"{_id}n{machine}";

    /// <summary>No packet goes between the two sides any more.</summary>
    public Task<bool> CutAsync(int[] side, int[] other) => BetweenAsync("add", side, other);

    public Task<bool> HealAsync(int[] side, int[] other) => BetweenAsync("del", side, other);

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _count; i++)
            await IpAsync($"netns del {NameOf(i)}");
        await IpAsync($"link del {_id}b");
    }

    private async Task<bool> BetweenAsync(string verb, int[] side, int[] other)
    {
        var done = true;
        foreach (var (a, b) in side.SelectMany(a => other.SelectMany(b => new[] { (a, b), (b, a) })))
        {
            done &= await IpAsync($"-n {NameOf(a)} route {verb} blackhole {AddressOf(b)}/32");
        }
        return done;
    }

    private async Task<bool> BuildAsync()
    {
        List<string> commands = [$"link add {_id}b type bridge", $"addr add {Bridge}/24 dev {_id}b", $"link set {_id}b up"];
        for (var i = 0; i < _count; i++)
        {
            commands.AddRange([
                $"netns add {NameOf(i)}",
                $"link add {_id}v{i} type veth peer name eth0 netns {NameOf(i)}",
                $"link set {_id}v{i} master {_id}b up",
                $"-n {NameOf(i)} addr add {AddressOf(i)}/24 dev eth0",
                $"-n {NameOf(i)} link set eth0 up",
                $"-n {NameOf(i)} link set lo up",
            ]);
        }
        foreach (var command in commands)
        {
            if (!await IpAsync(command))
                return false;
        }
        return true;
    }

    private static async Task<bool> IpAsync(string arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Text;
using Actors.Persistence;
using Testing;

namespace Cluster.Tests.Processes;

/// <summary>A cluster of real processes on loopback: control nodes, and gpu nodes with a device process each.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("langevin-cluster-").FullName;
    private readonly List<Node> _nodes = [];
    private readonly string _file,
        _contacts;
    private readonly string? _postgres;
    private readonly Dictionary<string, string> _environment = [];

    /// <param name="postgres">Connection string; null: SQLite, and one control node.</param>
    /// <param name="shared">All nodes see one directory of blobs; otherwise each has its own.</param>
    /// <param name="machines">Machines of the nodes, control nodes first; null: this one for all.</param>
    public ClusterProcesses(int control, int gpu, string? postgres, bool shared = true, NetworkNamespaces? machines = null)
    {
        _postgres = postgres;
        if (postgres is not null)
            _environment["LANGEVIN_JOURNAL"] = postgres;
        var ports = FreePorts.Take(control + gpu);
        for (var i = 0; i < control + gpu; i++)
        {
            _nodes.Add(
                new Node(i < control ? $"control-{i}" : $"gpu-{i - control}", i < control ? "control" : "gpu", ports[i])
                {
                    Address = machines?.AddressOf(i) ?? "127.0.0.1",
                    Namespace = machines?.NameOf(i),
                }
            );
        }
        _contacts = string.Join(',', _nodes.Take(control).Select(node => $"{node.Address}:{node.Port}"));
        _file = Path.Combine(_root, "cluster.conf");
        var journal = postgres is null ? "sqlite" : "postgres";
        File.WriteAllText(
            _file,
            $$"""
            join = [{{string.Join(", ", _contacts.Split(',').Select(contact => $"\"{contact}\""))}}]
            directory = "{{_root}}/control-0"
            {{(shared ? $"store = \"{_root}/blobs\"" : "")}}
            journal.kind = {{journal}}
            insecure = {{(machines is null ? "off" : "on")}}
            """
        );
    }

    public string ClusterFile => _file;

    public string Root => _root;

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Contacts for clients.</summary>
    public string Contacts => _contacts;

    /// <summary>Everything that every process of a node has said.</summary>
    public string Errors => string.Join('\n', _nodes.SelectMany(node => node.Words.Append(node.Process?.Errors ?? "")));

    public IJournalReader Journal =>
        _postgres is null ? new SqliteJournalReader(Path.Combine(_root, "control-0")) : new PostgresJournalReader(_postgres);

    /// <summary>A line more of the cluster file, for nodes that start from now on.</summary>
    public void Set(string line) => File.AppendAllText(_file, "\n" + line);

    public void StartAll()
    {
        foreach (var node in _nodes)
            Start(node);
    }

    public void Start(Node node) =>
        node.Process = LangevinProcess.Start(
            _root,
            [
                "node",
                "--config",
                _file,
                "--role",
                node.Role,
                "--name",
                node.Name,
                "--host",
                node.Address,
                "--port",
                $"{node.Port}",
                "--dir",
                Path.Combine(_root, node.Name),
            ],
            Environment(),
            node.Namespace
        );

    /// <summary>
    /// Starts processes again that were killed, or ended themselves after the loss of the others, as whoever keeps the processes does.
    /// </summary>
    /// <param name="pause">Tells how long a node that is found dead now stays so.</param>
    public void Revive(Func<TimeSpan> pause)
    {
        foreach (var node in _nodes)
        {
            if (node.Process is { HasExited: true } dead)
            {
                node.Words.Add(dead.Errors);
                dead.Dispose();
                (node.Process, node.StartsAt) = (null, DateTime.UtcNow + pause());
            }
            if (node.Process is null && node.StartsAt <= DateTime.UtcNow)
                Start(node);
        }
    }

    public Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments) =>
        LangevinProcess.RunAsync(_root, [.. arguments, "--cluster", _contacts]);

    public async Task SubmitAsync(string file, params string[] more)
    {
        var (code, _, errors) = await CommandAsync(["submit", file, .. more]);
        Assert.True(code == 0, $"{errors}\n{Errors}");
    }

    public LangevinProcess Watch(string search) => LangevinProcess.Start(_root, ["watch", search, "--cluster", _contacts]);

    /// <summary>The answer of <c>history</c>, <c>best</c> and other queries about a search, read from the journal.</summary>
    public async Task<string> QueryAsync(string query, string search)
    {
        var (code, output, errors) = await LangevinProcess.RunAsync(
            _root,
            [query, "--config", _file, "--search", search, "--json"],
            Environment()
        );
        Assert.True(code == 0, errors);
        return output;
    }

    /// <summary>Waits until something is so, and keeps the nodes alive meanwhile.</summary>
    public async Task UntilAsync(Func<bool> isSo, Func<TimeSpan> pause, TimeSpan limit)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (clock.Elapsed > limit)
                throw new TimeoutException($"waited for {limit} in vain\n{Errors}");
            Revive(pause);
        }
    }

    /// <summary>Events of the search in the journal.</summary>
    /// <param name="kind">Counts those alone whose manifest, without its version, is this; null: all.</param>
    public long Events(string search, string? kind = null)
    {
        using var connection = Journal.Open();
        if (connection is null)
            return 0;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM journal WHERE persistence_id = 'search-{search}'";
        if (kind is not null)
        {
            // A sealed event begins with the manifest of what it seals, behind a tag and a length of one byte each.
            var begin = Encoding.ASCII.GetBytes(kind + "/");
            command.CommandText += $" AND substr(message, 3, {begin.Length}) = @begin";
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("begin", begin);
            command.Parameters.Add(parameter);
        }
        return Convert.ToInt64(command.ExecuteScalar(), null);
    }

    /// <summary>Time until the journal has more events than now.</summary>
    public async Task<TimeSpan> NextEventAsync(string search, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        for (var before = Events(search); Events(search) == before; await Task.Delay(50))
        {
            if (clock.Elapsed > limit)
                throw new TimeoutException($"no progress within {limit}\n{Errors}");
        }
        return clock.Elapsed;
    }

    /// <summary>
    /// The first time without a new event that is longer than <paramref name="least"/>; if there is none within the time, the longest.
    /// </summary>
    public async Task<TimeSpan> SilenceAsync(string search, TimeSpan least, TimeSpan within)
    {
        var longest = TimeSpan.Zero;
        for (var clock = Stopwatch.StartNew(); longest <= least && clock.Elapsed < within; )
        {
            var silence = await NextEventAsync(search, within);
            if (silence > longest)
                longest = silence;
        }
        return longest;
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Process?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private Dictionary<string, string> Environment() => _environment;

    /// <summary>Certificates for all, by the script that users have.</summary>
    public async Task EncryptAsync(string authority = "certificates")
    {
        var made = await MakeCertificatesAsync(authority);
        await File.AppendAllTextAsync(
            _file,
            $$"""

            tls { certificate = "{{made}}/node.pfx", authority = "{{made}}/authority.pem" }
            """
        );
    }

    /// <returns>The folder of the certificates.</returns>
    public async Task<string> MakeCertificatesAsync(string authority)
    {
        _environment["LANGEVIN_TLS_PASSWORD"] = "not a secret";
        var folder = Path.Combine(_root, authority);
        var start = new ProcessStartInfo(Path.Combine(TestData.Repository, "docker", "make-certificates.sh"), [folder, "node"])
        {
            UseShellExecute = false,
        };
        start.Environment["LANGEVIN_TLS_PASSWORD"] = _environment["LANGEVIN_TLS_PASSWORD"];
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return folder;
    }

    /// <summary>Any command, in the nodes' environment.</summary>
    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        LangevinProcess.RunAsync(_root, arguments, Environment());

    internal sealed class Node(string name, string role, int port)
    {
        public string Name { get; } = name;

        public string Role { get; } = role;

        public int Port { get; } = port;

        public string Address { get; init; } = "127.0.0.1";

        public string? Namespace { get; init; }

        /// <summary>The running process; null: it is dead.</summary>
        public LangevinProcess? Process { get; set; }

        public DateTime StartsAt { get; set; }

        /// <summary>Words of the processes before.</summary>
        public List<string> Words { get; } = [];
    }
}

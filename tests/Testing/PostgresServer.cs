using System.Diagnostics;

namespace Testing;

/// <summary>
/// A PostgreSQL server of a test's own, in a directory that goes away with it; the test is skipped, with the reason, where the server is
/// not installed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Unprivileged = "nobody";

    private readonly string _programs,
        _address,
        _root;
    private readonly int _port = FreePorts.Take(1)[0];

    private PostgresServer(string programs, string address)
    {
        (_programs, _address) = (programs, address);
        _root = Directory.CreateTempSubdirectory("langevin-postgres-").FullName;
    }

    /// <summary>The connection string for Npgsql. Answers are not awaited for long: a test stops the server on purpose.</summary>
    public string Connection => $"Host={_address};Port={_port};Username=langevin;Database=postgres;Timeout=5;Command Timeout=10";

    /// <param name="address">Address on which the server listens: for tests that have more than one.</param>
    public static async Task<PostgresServer> StartAsync(string address = "127.0.0.1")
    {
        var programs = Programs();
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed here (Debian: apt-get install postgresql)");
        var server = new PostgresServer(programs!, address);
        // The server refuses to run as root.
        if (IsRoot)
            await RunAsync("chown", Unprivileged, server._root);
        await server.AsOwnerAsync("initdb", "-D", server.Data, "-U", "langevin", "-A", "trust");
        await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), "host all all 10.0.0.0/8 trust\n");
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() =>
        AsOwnerAsync(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-l",
            Path.Combine(_root, "log"),
            "-o",
            $"-p {_port} -k {_root} -c listen_addresses={_address} -c max_connections=200",
            "start"
        );

    /// <summary>Stops the server as a crash does: connections break, what was not acknowledged may be gone.</summary>
    public Task StopAsync() => AsOwnerAsync("pg_ctl", "-D", Data, "-m", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (InvalidOperationException)
        {
            // Stopped by the test.
        }
        Directory.Delete(_root, recursive: true);
    }

    private string Data => Path.Combine(_root, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private Task AsOwnerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return IsRoot ? RunAsync("runuser", ["-u", Unprivileged, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The server inherits what is redirected, and would hold a pipe open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
}

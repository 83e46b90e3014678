using System.Globalization;
using System.Net;
using System.Text.Json;
using Actors.Clusters;
using Actors.Hosting;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Hocon;

namespace Seed.SearchFiles;

/// <summary>Reads a cluster file: HOCON, read and checked like a search file.</summary>
public static class ClusterFileReader
{
    /// <param name="path">The file as the user named it; null: only the defaults and what is set.</param>
    /// <param name="overrides">Texts <c>a.b=value</c>.</param>
    /// <exception cref="UserException">The file cannot be read, or something is wrong in it: every problem, one a line.</exception>
    public static ClusterSettings Read(string? path, IReadOnlyList<string> overrides)
    {
        var tree = SearchFileReader.Tree(path, overrides);
        var problems = new ProblemList(path ?? "the command line");
        var json = new SettingsBinder(problems, typeof(ClusterSettings)).Bind(tree);
        problems.ThrowIfAny();
        var settings = json.Deserialize<ClusterSettings>(SettingsJson.Options)!;
        Check(settings, problems);
        problems.ThrowIfAny();
        return settings;
    }

    private static void Check(ClusterSettings settings, ProblemList problems)
    {
        foreach (var contact in settings.Join.Where(contact => !IsContact(contact)))
            problems.Add("join", $"\"{contact}\" must be HOST:PORT, as in 10.0.0.1:4053");
        if (!IsLoopback(settings.Host) && settings.Tls is null && !settings.Insecure)
            problems.Add(
                "host",
                $"\"{settings.Host}\" can be reached from other machines, and whoever reaches the port commands the cluster; set tls {{ ... }}, made by docker/make-certificates.sh, or insecure = on"
            );
        foreach (var name in settings.Web.Hosts.Where(name => !IsHostName(name)))
            problems.Add("web.hosts", $"\"{name}\" must be a name without a port, as in langevin.example.org, or *.example.org");
        if (settings.SplitBrain == ClusterSettings.Database && settings.Journal.Kind != JournalSettings.Postgres)
            problems.Add(
                "split-brain",
                "database needs journal.kind = postgres; with SQLite there is one control node, and majority is right"
            );
        if (settings is { S3: not null, Store: not null })
            problems.Add("s3", "store names a directory of the blobs already; keep one of the two");
        if (settings.S3?.Endpoint is { } endpoint && !IsEndpoint(endpoint))
            problems.Add(
                "s3.endpoint",
                "must be a URL such as https://minio.example.org:9000, without names or passwords: credentials are in the environment, a profile or the machine's role"
            );
    }

    internal static bool IsLoopback(string host) =>
        IPAddress.TryParse(NodeOptions.HostOf(host), out var address) && IPAddress.IsLoopback(address);

    /// <summary>True for a name as a browser puts it into a request; <c>*.</c> before it stands for all names under it.</summary>
    private static bool IsHostName(string name) =>
        Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) is not UriHostNameType.Unknown;

    private static bool IsEndpoint(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };

    public static bool IsContact(string contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var colon = contact.LastIndexOf(':');
        return colon > 0
            && int.TryParse(contact.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65_536
            && Uri.CheckHostName(NodeOptions.HostOf(contact[..colon])) != UriHostNameType.Unknown;
    }
}

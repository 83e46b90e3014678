using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Actors.Checkpoints.Buckets;
using Actors.Hosting;

namespace Actors.Clusters;

/// <summary>
/// The settings of a node of a cluster of several machines. Keys of hocon/cluster.conf are these names in kebab-case; it says what each is
/// for.
/// </summary>
public sealed record ClusterSettings
{
    public const string Majority = "majority";
    public const string Database = "database";

    /// <summary>The environment variable in which a node's device processes are given the settings, as JSON.</summary>
    public const string Variable = "LANGEVIN_CLUSTER";

    /// <summary>Unique in the cluster; null: the machine's name and the port.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")]
    public string? Name { get; init; }

    /// <summary>Address to listen on.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Name or address under which the other nodes reach this one; null: <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    [Range(0, 65_535)]
    public int Port { get; init; } = 4053;

    /// <summary>
    /// Nodes of the cluster, <c>HOST:PORT</c> each. The first of them, and only it, starts a cluster when none of the others answers.
    /// </summary>
    public ImmutableArray<string> Join { get; init; } = [];

    /// <summary>
    /// This node's directory: logs, the journal where that is SQLite, and the blobs where <see cref="Store"/> names no other place.
    /// </summary>
    [Required]
    public string Directory { get; init; } = "cluster";

    /// <summary>Directory of the blobs that all nodes see; null: each has its own, <c>blobs</c> in <see cref="Directory"/>.</summary>
    public string? Store { get; init; }

    /// <summary>Bucket of the blobs, for all nodes; null: there is none. What a node has is then a cache.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>Bytes of copies that a device machine keeps of other nodes' blobs; with a bucket, any node.</summary>
    [Range(0L, long.MaxValue)]
    public long Cache { get; init; } = 50_000_000_000;

    /// <summary>Directory of this node's plug-ins; null: it has none.</summary>
    public string? Plugins { get; init; }

    public JournalSettings Journal { get; init; } = new();

    /// <summary>The rule by which one side goes on when nodes no longer see each other: see docs/clusters.md.</summary>
    [AllowedValues("auto", Majority, Database)]
    public string SplitBrain { get; init; } = "auto";

    public KeptDevices Devices { get; init; } = new();

    /// <summary>The certificates of the cluster. Null: connections are neither encrypted nor authenticated.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The address at which a web node shows the cluster.</summary>
    public WebSettings Web { get; init; } = new();

    /// <summary>Listen beyond this machine without TLS and tokens: whoever reaches the port commands the cluster.</summary>
    public bool Insecure { get; init; }

    /// <summary>Seconds in which a node must have joined.</summary>
    [Range(5, 3600)]
    public int JoinWithin { get; init; } = 60;

    /// <summary>Seconds without a word from a device after which its work is given to another.</summary>
    [Range(2, 3600)]
    public int DeviceSilence { get; init; } = 6;

    /// <summary>Seconds that a node which is told to end waits for its devices.</summary>
    [Range(0, 86_400)]
    public int DrainWithin { get; init; } = 20;

    [JsonIgnore]
    public string NodeName => Name ?? string.Create(null, $"{Environment.MachineName}-{Port}");

    [JsonIgnore]
    public string StorePath => S3 is null ? Path.GetFullPath(Store ?? Path.Combine(Directory, LocalCluster.BlobFolder)) : CachePath;

    /// <summary>Whether the node's blobs are on its own disk alone: they are lost with it, unless others have copies.</summary>
    [JsonIgnore]
    public bool KeepsOwnBlobs => Store is null && S3 is null;

    [JsonIgnore]
    public string CachePath => Path.GetFullPath(Path.Combine(Directory, "cache"));

    [JsonIgnore]
    public string LogPath => Path.GetFullPath(Path.Combine(Directory, "logs"));

    /// <summary>The address that other nodes give as <see cref="Join"/>.</summary>
    [JsonIgnore]
    public string Contact => string.Create(null, $"{NodeOptions.HostOf(PublicHost ?? Host)}:{Port}");

    /// <summary>Whether the journal's database says who goes on.</summary>
    [JsonIgnore]
    public bool DatabaseDecides => SplitBrain == Database || (SplitBrain == "auto" && Journal.Kind == JournalSettings.Postgres);
}

public sealed record JournalSettings
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>Holds the connection string where the file does not: passwords need not lie in files.</summary>
    public const string Variable = "LANGEVIN_JOURNAL";

    [AllowedValues(Sqlite, Postgres)]
    public string Kind { get; init; } = Sqlite;

    /// <summary>Connection string of Npgsql.</summary>
    public string? Connection { get; init; }
}

/// <summary>The page and the API of a web node.</summary>
public sealed record WebSettings
{
    /// <summary>Holds the token where the file does not: secrets need not lie in files.</summary>
    public const string Variable = "LANGEVIN_WEB_TOKEN";

    /// <summary>Address to listen on.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    [Range(1, 65_535)]
    public int Port { get; init; } = 8080;

    /// <summary>The password of readers. Null: that of the environment variable, if there is one.</summary>
    public string? Token { get; init; }

    /// <summary>Names under which the node is called, where a proxy stands before it.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];
}

/// <summary>The devices that a gpu node lends, a process each.</summary>
public sealed record KeptDevices
{
    [Range(1, 64)]
    public int Count { get; init; } = 1;

    [AllowedValues("cpu", "cuda")]
    public string Kind { get; init; } = "cpu";

    /// <summary>Threads of a CPU device.</summary>
    [Range(1, 1024)]
    public int Threads { get; init; } = 1;
}

/// <summary>Mutual TLS: every node has a certificate, and takes only those of the same authority for one of its own.</summary>
public sealed record TlsSettings
{
    /// <summary>PKCS#12 file with this node's certificate and key.</summary>
    [Required]
    public string Certificate { get; init; } = "";

    /// <summary>PEM file with the certificate of the authority that signed every node's.</summary>
    [Required]
    public string Authority { get; init; } = "";

    /// <summary>Environment variable that holds the password of <see cref="Certificate"/>.</summary>
    [Required]
    public string PasswordVariable { get; init; } = "LANGEVIN_TLS_PASSWORD";
}

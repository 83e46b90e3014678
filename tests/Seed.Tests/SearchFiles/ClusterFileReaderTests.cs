using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Checkpoints.Buckets;
using Actors.Clusters;
using Nas.Model;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.SearchFiles;

public sealed class ClusterFileReaderTests
{
    [Fact]
    public void The_file_that_explains_every_key_says_what_holds_without_it()
    {
        var file = Path.Combine(TestData.Repository, "hocon", "cluster.conf");
        var text = File.ReadAllText(file);

        Assert.Equal(Json(new ClusterSettings()), Json(ClusterFileReader.Read(file, [])));
        var keys = JsonSerializer
            .SerializeToNode(new ClusterSettings { Tls = new() }, SettingsJson.Options)!
            .AsObject()
            .Select(entry => entry.Key);
        Assert.All(keys, key => Assert.Contains(key, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bucket_is_set_by_its_keys_and_the_file_explains_each()
    {
        var text = File.ReadAllText(Path.Combine(TestData.Repository, "hocon", "cluster.conf"));
        var section = text[text.IndexOf("# s3 {", StringComparison.Ordinal)..].Split("# }")[0] + "}";
        var keys = JsonSerializer
            .SerializeToNode(new S3Settings { Bucket = "b" }, SettingsJson.Options)!
            .AsObject()
            .Select(entry => entry.Key);
        Assert.All(keys, key => Assert.Contains($"{key} = ", section, StringComparison.Ordinal));

        var settings = ClusterFileReader.Read(
            null,
            ["s3.bucket=langevin", "s3.prefix=a/b", "s3.endpoint=\"http://127.0.0.1:9000\"", "s3.path-style=off", "directory=d"]
        );

        Assert.Equal(
            new S3Settings
            {
                Bucket = "langevin",
                Prefix = "a/b",
                Endpoint = "http://127.0.0.1:9000",
                PathStyle = false,
            },
            settings.S3
        );
        Assert.Equal((Path.GetFullPath("d/cache"), false), (settings.StorePath, settings.KeepsOwnBlobs));
    }

    [Fact]
    public void The_cluster_file_of_the_Kubernetes_manifests_can_be_read_and_names_the_pods_that_they_make()
    {
        var folder = Path.Combine(TestData.Repository, "docker", "kubernetes");
        var (config, control) = (
            File.ReadAllText(Path.Combine(folder, "config.yaml")),
            File.ReadAllText(Path.Combine(folder, "control.yaml"))
        );
        using var temp = new TempFolder();

        var settings = ClusterFileReader.Read(temp.Write("cluster.conf", config.Split("cluster.conf: |")[1]), ["web.host=0.0.0.0"]);

        string Word(string key) => Regex.Match(control, $@"\b{key}: ([a-z0-9-]+)").Groups[1].Value;
        var pods = Enumerable
            .Range(0, int.Parse(Word("replicas"), CultureInfo.InvariantCulture))
            .Select(i => $"langevin-control-{i}.{Word("serviceName")}:{Word("containerPort")}");
        Assert.Equal(pods, settings.Join);
        Assert.Equal((settings.Port.ToString(CultureInfo.InvariantCulture), true), (Word("containerPort"), settings.DatabaseDecides));
        Assert.All(
            [control, File.ReadAllText(Path.Combine(folder, "gpu.yaml"))],
            manifest => Assert.Contains($"\":{settings.Port:X4} 0*:0000 0A\" /proc/net/tcp", manifest, StringComparison.Ordinal)
        );
        Assert.Contains($"mountPath: {settings.Directory} }}", control, StringComparison.Ordinal);
        Assert.Contains($"mountPath: {Path.GetDirectoryName(settings.Tls!.Certificate)} }}", control, StringComparison.Ordinal);
    }

    [Theory]
    [
        InlineData("localhost:4053"),
        InlineData("[::1]:4053"),
        InlineData("::1:4053"),
        InlineData("my_host:4053"),
        InlineData("langevin-0.langevin:4053")
    ]
    public void Every_form_of_a_host_is_a_contact(string contact) =>
        Assert.Equal([contact], ClusterFileReader.Read(null, [$"join=[\"{contact}\"]"]).Join);

    [Fact]
    public void A_node_is_shown_by_the_address_that_it_answers_to() =>
        Assert.Equal("127.0.0.1:4053", ClusterFileReader.Read(null, ["host=LocalHost"]).Contact);

    [Theory]
    [InlineData("prot=1", "did you mean port?")]
    [InlineData("port=70000", "port: must lie from 0 to 65535")]
    [InlineData("journal.kind=mysql", "journal.kind: must be sqlite or postgres")]
    [InlineData("split-brain=database", "split-brain: database needs journal.kind = postgres")]
    [InlineData("join=[\"somewhere\"]", "\"somewhere\" must be HOST:PORT")]
    [InlineData("join=[\"some where:4053\"]", "\"some where:4053\" must be HOST:PORT")]
    [InlineData("join=[\"http://here:4053\"]", "\"http://here:4053\" must be HOST:PORT")]
    [InlineData("host=\"0.0.0.0\"", "insecure = on")]
    [InlineData("name=\"a/b\"", "name: must be")]
    [InlineData("web.port=0", "web.port: must lie from 1 to 65535")]
    [InlineData("web.tokn=a", "did you mean web.token?")]
    [InlineData("web.hosts=[\"http://here:80\"]", "must be a name without a port")]
    [InlineData("s3.prefix=a", "s3.bucket: is missing")]
    [InlineData("s3.buket=a", "did you mean s3.bucket?")]
    [InlineData("s3 { bucket = blobs, prefix = \"../other\" }", "s3.prefix: must")]
    [InlineData("s3 { bucket = \"a/b\" }", "s3.bucket: must")]
    [InlineData("s3 { bucket = blobs, endpoint = \"minio:9000\" }", "s3.endpoint: must be a URL")]
    [InlineData("s3 { bucket = blobs, endpoint = \"http://me:secret@minio:9000\" }", "without names or passwords")]
    [InlineData("{ store = /mnt, s3 { bucket = blobs } }", "keep one of the two")]
    [InlineData("devices.kind=tpu", "devices.kind: must be cpu or cuda")]
    public void A_mistake_is_named_with_its_key(string setting, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<UserException>(() => ClusterFileReader.Read(null, [setting])).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public void Loopback_needs_no_certificates(string host) => Assert.Null(ClusterFileReader.Read(null, [$"host=\"{host}\""]).Tls);

    [Fact]
    public void Who_decides_after_a_partition_follows_from_the_journal_unless_it_is_said()
    {
        Assert.False(ClusterFileReader.Read(null, []).DatabaseDecides);
        Assert.True(ClusterFileReader.Read(null, ["journal.kind=postgres"]).DatabaseDecides);
        Assert.False(ClusterFileReader.Read(null, ["journal.kind=postgres", "split-brain=majority"]).DatabaseDecides);
    }

    private static string Json(ClusterSettings settings) => JsonSerializer.Serialize(settings, SettingsJson.Options);
}

using System.Text;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Tables;

namespace Seed.Tests.Fuzz;

internal static class TableTargets
{
    private const string Csv =
        ",kernel,act,score,madds\n0,3,relu,0.5,10\n1,5,\"a, \"\"b\"\"\",0.25,20\n# said\n2,7,\"two\nlines\",0.75,30\n";
    private const string Json =
        """[{"kernel": 3, "act": "relu", "acc": [0.5, NaN], "cost": {"flops": 10}}, {"kernel": 5, "act": "swish", "acc": [0.75, 1e-3], "cost": {"flops": 20}}]""";
    private const string Keyed =
        """{"22212220": {"test_acc": [0.5, 0.6], "score": 1}, "22212221": {"test_acc": [0.5, 0.25], "score": 2}}""";

    private static readonly FuzzFolder Folder = new();

    public static IEnumerable<FuzzTarget> All =>
        [
            new(
                "CSV table",
                [
                    .. new[] { Csv, Csv.Replace(',', ';') }.Select(Encoding.UTF8.GetBytes),
                    [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Csv)],
                ],
                bytes => Read("t.csv", bytes)
            ),
            new(
                "JSON table",
                [
                    Encoding.UTF8.GetBytes(
                        Json.Replace("acc", "score", StringComparison.Ordinal)
                            .Replace("[0.5, NaN]", "0.5", StringComparison.Ordinal)
                            .Replace("[0.75, 1e-3]", "1", StringComparison.Ordinal)
                    ),
                    Encoding.UTF8.GetBytes(Keyed),
                ],
                bytes => Read("t.json", bytes)
            ),
            new("packed table", [Packed(Csv)], bytes => Read("t.csv.gz", bytes)),
            new(
                "truth as CSV",
                [Encoding.UTF8.GetBytes("architecture,a,b\n0:id|1:id,0.5,0.7\nx,1e-1,0.2\n")],
                bytes => TruthTable.Read(Folder.Write("truth.csv", bytes))
            ),
            new("truth as JSON", [Encoding.UTF8.GetBytes(Keyed)], bytes => TruthTable.Read(Folder.Write("truth.json", bytes))),
        ];

    private static void Read(string name, byte[] bytes)
    {
        var path = Folder.Write(name, bytes);
        // Rows are asked about the policy one by one: what refuses a row must not do so to the whole file in another way.
        _ = Table.Read(path, new TableSettings { BadRows = "skip" });
        _ = Table.Read(path, new TableSettings());
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}

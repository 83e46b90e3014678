using System.Text;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Fuzz;

internal static class SearchFileTargets
{
    private static readonly FuzzFolder Folder = new();

    public static IEnumerable<FuzzTarget> All =>
        [
            new("search file", [Of("quickstart"), Of("table-example"), .. Settings], bytes => SearchFileReader.Read(Search(bytes), [])),
            new(
                "set",
                [
                    .. new[] { "strategy.candidates=7", "constraint.cost=[1M, 2M]", "space.columns { objective = accuracy }" }.Select(
                        Encoding.UTF8.GetBytes
                    ),
                ],
                bytes => SearchFileReader.Read(Search(Of("table-example")), [Encoding.UTF8.GetString(bytes)])
            ),
            new(
                "cluster file",
                [File.ReadAllBytes(Path.Combine(TestData.Repository, "hocon", "cluster.conf"))],
                bytes => ClusterFileReader.Read(Folder.Write("cluster.conf", bytes), [])
            ),
        ];

    /// <summary>The same as JSON, every default written.</summary>
    private static IEnumerable<byte[]> Settings =>
        [Encoding.UTF8.GetBytes(SettingsJson.Text(SearchFileReader.Read(Search(Of("table-example")), [])))];

    private static byte[] Of(string name) => File.ReadAllBytes(Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf"));

    private static string Search(byte[] bytes)
    {
        var table = Folder.File("table-example.csv");
        if (!File.Exists(table))
            File.Copy(Path.Combine(TestData.Repository, "hocon", "searches", "table-example.csv"), table);
        return Folder.Write("search.conf", bytes);
    }
}

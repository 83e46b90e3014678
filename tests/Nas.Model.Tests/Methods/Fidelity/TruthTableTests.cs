using Nas.Model.Methods.Fidelity;
using Testing;

namespace Nas.Model.Tests.Methods.Fidelity;

public sealed class TruthTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_benchmarks_table_has_three_seeds_of_every_network()
    {
        var table = TruthTable.Read(TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json"));
        Assert.Equal(6561, table.Count);
        Assert.All(table.Values, seeds => Assert.Equal(3, seeds.Length));
        Assert.Equal(93.1267, table["22212220"].Average(), 4);
    }

    [Fact]
    public void The_benchmarks_table_says_what_its_networks_cost_and_csv_does_not()
    {
        var costs = TruthTable.Costs(TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json"));
        Assert.Equal(6561, costs.Count);
        Assert.Equal(47_327_744, costs["02012100"]);
        Assert.Empty(TruthTable.Costs(Written("truth.csv", "architecture,a\nx,0.5\n")));
    }

    [Fact]
    public void A_csv_table_has_a_text_and_a_number_a_seed()
    {
        var table = TruthTable.Read(Written("truth.csv", "architecture,a,b\n0:id|1:id|2:id,0.5,0.7\nx,1e-1,0.2\n"));
        Assert.Equal([0.5, 0.7], table["0:id|1:id|2:id"]);
        Assert.Equal([0.1, 0.2], table["x"]);
    }

    [Theory]
    [InlineData("truth.csv", "a,b\nx,zero\n")]
    [InlineData("truth.csv", "a,b\nx\n")]
    [InlineData("truth.csv", "a,b\nx,1\nx,2\n")]
    [InlineData("truth.json", "{\"0\": {\"acc\": [1]}}")]
    [InlineData("truth.json", "[1]")]
    [InlineData("truth.json", "{")]
    public void Another_file_is_refused_by_name(string name, string text)
    {
        var path = Written(name, text);
        var refusal = Assert.Throws<UserException>(() => TruthTable.Read(path)).Message;
        Assert.StartsWith($"truth.table: {path} cannot be read", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Assert.Contains(
            "no-such.csv",
            Assert.Throws<UserException>(() => TruthTable.Read(Path.Combine(_folder.Path, "no-such.csv"))).Message,
            StringComparison.Ordinal
        );

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}

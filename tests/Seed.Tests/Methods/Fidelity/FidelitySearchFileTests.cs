using Nas.Model;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Methods.Fidelity;
using Seed.SearchFiles;
using Seed.Tests.Commands;
using Testing;

namespace Seed.Tests.Methods.Fidelity;

public sealed class FidelitySearchFileTests : IDisposable
{
    private const string Minimal = "method = fidelity\nname = test\ndata.name = fashion-mnist\nspace.preset = st-nas-tiny\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var settings = Read(
            Minimal + "fidelity.arms { hot { learning-rate = 0.1 }, cyclic { schedule = cyclic } }\ntruth { seeds = 2, steps = 3k }"
        );
        Assert.Equal(3000, settings.Truth.Steps);
        Assert.Equal(SettingsJson.Text(settings), SettingsJson.Text(Read(SettingsJson.Text(settings))));
    }

    [Theory]
    [InlineData("fidelity-fashion", 3)]
    [InlineData("fidelity-fashion-why", 19)]
    public void Every_study_of_fashion_mnist_that_comes_along_is_good(string name, int arms)
    {
        var settings = (FidelitySettings)
            SearchFileReader.Read(
                Path.Combine(TestData.Repository, "hocon", "searches", name + ".conf"),
                [$"truth.table=\"{Path.Combine(TestData.Repository, "docs", "results", "fidelity-fashion", "truth.csv")}\""]
            );
        Assert.Equal(arms, new StudyLayout(settings).Arms.Length);
    }

    [Fact]
    public void A_dearer_recalibration_of_one_arm_is_costed()
    {
        long Images(string arm)
        {
            var plan = FidelityPlan.Of(
                Read(
                    Minimal
                        + $"fidelity.arms.a {{ {arm} }}\ntruth.table = \"{Path.Combine(TestData.Repository, "docs", "results", "fidelity-fashion", "truth.csv")}\""
                )
            );
            return (long)plan.Phases.Single(phase => phase.Name == PhaseNames.SampleScores).ForwardPasses;
        }
        // 171 networks, 3 supernets, 8 samples, 4 more minibatches of 64 images.
        Assert.Equal(171 * 3 * 8 * 4 * 64, Images("proxy.recalibration-batches = 8") - Images("temperature = 0.5"));
    }

    [Theory]
    [InlineData("langevin.samples = 1", "FILE:5: langevin.samples: must be at least 2")]
    [InlineData("langevin.temperature = 0", "FILE:5: langevin.temperature: must not be 0")]
    [InlineData(
        "langevin.samples = 20",
        "FILE: data.validation: is 10000, and the one-checkpoint proxy at the cost of all samples sees langevin.samples x proxy.images = 20000 images"
    )]
    [InlineData("fidelity.arms.hot.learning-rat = 1", "FILE:5: fidelity.arms.hot: takes the keys of the section langevin")]
    [InlineData(
        "fidelity.arms.hot.proxy.images = 7",
        "FILE:5: fidelity.arms.hot: must see the images that the other arms see; remove proxy.images"
    )]
    [InlineData(
        "langevin.moves = everything",
        "FILE:5: langevin.moves: must be null or batch-norm or convolutions or classifier, but is \"everything\""
    )]
    [InlineData("proxy.metric = brier", "FILE:5: proxy.metric: must be null or accuracy or loss, but is \"brier\"")]
    [InlineData("fidelity.band = -1", "FILE:5: fidelity.band: must lie from 0 to 1, but is -1")]
    [InlineData("fidelity.finals = 0", "FILE:5: fidelity.finals: must lie from 1 to 1000, but is 0")]
    [InlineData("fidelity.arms.sgld {}", "FILE:5: fidelity.arms.sgld: is always there")]
    [InlineData(
        "supernet { steps = 200, warmup-steps = 1 }\nfidelity.checkpoints = 100\nsupernet.steps = 50",
        "FILE:6: fidelity.checkpoints: must not exceed supernet.steps (50)"
    )]
    [InlineData("truth.table = no-such-file.json", "FILE:5: truth.table: no-such-file.json cannot be read")]
    [InlineData("space.width = 0.5", "FILE:5: space.width: is a setting of nas-bench-macro, not of st-nas-tiny")]
    [InlineData(
        "space = { preset = nas-bench-macro, sampling = topology }",
        "FILE:5: space.sampling: is topology, and nas-bench-macro has only one topology: remove it"
    )]
    [InlineData(
        "space = { preset = nas-bench-macro }\nsupernet.chain-paths = 0.1",
        "FILE:6: supernet.chain-paths: must be 0, for every architecture of nas-bench-macro is a chain"
    )]
    [InlineData("strategy.name = random", "FILE:5: strategy: unknown key")]
    public void Each_mistake_gets_its_sentence(string line, string sentence)
    {
        var error = Assert.Throws<UserException>(() => Read(Minimal + line));
        Assert.Contains(sentence.Replace("FILE", FilePath, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    /// <summary>Keys that say nothing are not written, so that studies from before them keep their names.</summary>
    [Fact]
    public void The_usual_metric_band_and_number_of_finals_are_not_written()
    {
        var usual = SettingsJson.Text(Read(Minimal));
        Assert.Equal(usual, SettingsJson.Text(Read(Minimal + "proxy.metric = accuracy")));
        Assert.DoesNotContain("band", usual, StringComparison.Ordinal);
        var set = Read(Minimal + "fidelity { band = 0.05, finals = 3 }").Fidelity;
        Assert.Equal((0.05, 3), (set.Band, set.Finals));
        Assert.Equal("loss", Read(Minimal + "proxy.metric = loss").Proxy.Metric);
        Assert.Equal(
            ["accuracy", "accuracy", "loss"],
            new StudyLayout(Read(Minimal + "fidelity.arms.sure.proxy.metric = loss")).Arms.Select(arm => ProxyMetric.Of(arm.Proxy))
        );
    }

    [Fact]
    public void A_table_that_lacks_an_architecture_is_refused()
    {
        var table = Path.Combine(_folder.Path, "truth.csv");
        File.WriteAllText(table, "architecture,seed\n0:id|1:id|2:id,0.5\n");
        Assert.Contains(
            "has no line for 0:",
            Assert.Throws<UserException>(() => Read(Minimal + $"truth.table = \"{table}\"")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void In_a_topology_search_over_the_benchmarks_space_there_is_no_chain_baseline()
    {
        const string Search = "name = test\ndata.name = cifar10\nspace.preset = nas-bench-macro\n";
        var error = Assert.Throws<UserException>(() => ReadAny(Search));
        Assert.Contains(
            "baselines.chain-candidates: must be 0, for every architecture of nas-bench-macro is a chain",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("nas-bench-macro", ((StNasSettings)ReadAny(Search + "baselines.chain-candidates = 0")).Space.Preset);
    }

    [Fact]
    public async Task The_command_wants_a_study()
    {
        ReadAny("name = test\ndata.name = fashion-mnist\nspace.preset = st-nas-fashion\n");
        var said = await Shell.RunAsync("fidelity", FilePath);
        Assert.Equal(ExitCodes.UserMistake, said.Code);
        Assert.Contains("a study needs method = fidelity", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done()
    {
        Read(Minimal + "fidelity { architectures = 1000, supernets = 2 }\ntruth.seeds = 2");
        var said = await Shell.RunAsync("run", FilePath, "--dry-run");
        Assert.Equal(ExitCodes.Done, said.Code);
        Assert.Contains("171 of the 216 architectures of st-nas-tiny; samplers sgld, noise-free", said.Out, StringComparison.Ordinal);
        Assert.Contains("342 networks", said.Out, StringComparison.Ordinal);
    }

    private string FilePath => Path.Combine(_folder.Path, "search.conf");

    private FidelitySettings Read(string text) => (FidelitySettings)ReadAny(text);

    private SearchSettings ReadAny(string text)
    {
        File.WriteAllText(FilePath, text);
        return SearchFileReader.Read(FilePath, []);
    }
}

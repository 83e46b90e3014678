using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.SearchFiles;

[Trait("Kind", "Process")]
public sealed class SearchFileReaderTests : IDisposable
{
    private const string Minimal = "name = test\ndata.name = fashion-mnist\nspace.preset = st-nas-fashion\n";
    private static readonly JsonObject Evolution = JsonSerializer
        .SerializeToNode(new Actors.Strategies.Evolution.EvolutionOptions(), SettingsJson.Options)!
        .AsObject();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fills_in_every_default()
    {
        var settings = Read(Minimal);
        Assert.Equal(
            SettingsJson.Text(
                new StNasSettings
                {
                    Name = "test",
                    Data = new DataSettings { Name = "fashion-mnist" },
                    Space = new SpaceSettings { Preset = "st-nas-fashion", Sampling = SpaceSettings.ByTopology },
                    Finals = new FinalsSettings(),
                    Proxy = new ProxySettings { Metric = ProxyMetric.Loss },
                    Strategy = new StrategySettings { Options = Evolution },
                }
            ),
            SettingsJson.Text(settings)
        );
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var settings = Read(
            Minimal
                + """
                seed = -9007199254740993
                data { root = "C:\\some \"folder\" #1", flip = off, crop-padding = 0 }
                constraint.madds = [5k, 1.2G]
                supernet { learning-rate = 0.1234567890123456789, steps = 3k }
                langevin { learning-rate = 1e-9, temperature = 0.5, schedule = cyclic }
                strategy.options { tournament = 12, mutation-rate = 0.25 }
                """
        );
        var text = SettingsJson.Text(settings);
        Assert.Equal(text, SettingsJson.Text(Read(text)));
        Assert.Equal(-9007199254740993, settings.Seed);
        Assert.Equal([5_000L, 1_200_000_000L], settings.Constraint.Madds!.Value);
        Assert.Equal("C:\\some \"folder\" #1", settings.Data.Root);
        Assert.Equal(3000, settings.Supernet.Steps);
        Assert.Equal("12", settings.Strategy.Options["tournament"]!.ToJsonString());
    }

    [Theory]
    [InlineData("strategy.candidtes = 5", "FILE:4: strategy.candidtes: unknown key; did you mean strategy.candidates?")]
    [InlineData("suprnet { steps = 5 }", "FILE:4: suprnet: unknown key; did you mean supernet?")]
    [InlineData("burn-in = 5", "FILE:4: burn-in: unknown key; did you mean langevin.burn-in?")]
    [InlineData("zzzzzzzz = 5", "FILE:4: zzzzzzzz: unknown key; known here: name, method, seed, data, space, constraint")]
    [InlineData("supernet.steps = many", "FILE:4: supernet.steps: must be a whole number below 2^31, not \"many\"")]
    [InlineData("supernet.steps = 1.5", "FILE:4: supernet.steps: must be a whole number below 2^31, not \"1.5\"")]
    [InlineData("supernet.steps = [1]", "FILE:4: supernet.steps: must be a whole number below 2^31, not a list")]
    [InlineData("supernet = 5", "FILE:4: supernet: must be a section { ... }, not \"5\"")]
    [InlineData("supernet.steps = 0", "FILE:4: supernet.steps: must lie from 1 to 100000000, but is 0")]
    [InlineData("supernet.learning-rate = 100", "FILE:4: supernet.learning-rate: must lie from 1E-06 to 10, but is 100")]
    [InlineData("supernet.learning-rate = NaN", "FILE:4: supernet.learning-rate: must be a number, not \"NaN\"")]
    [InlineData(
        "langevin.schedule = polinomial",
        "FILE:4: langevin.schedule: must be polynomial or cyclic or constant, but is \"polinomial\"; did you mean polynomial?"
    )]
    [InlineData("data.flip = maybe", "FILE:4: data.flip: must be true or false, not \"maybe\"")]
    [InlineData("name = \"a/b\"", "FILE:4: name: must be 1 to 64 letters, digits")]
    [InlineData("name = null", "FILE:4: name: must not be null")]
    [InlineData("constraint.madds = 300M", "FILE:4: constraint.madds: must be a list such as [300M, 330M], not \"300M\"")]
    [InlineData("constraint.madds = [300M]", "FILE:4: constraint.madds: must have 2 entries, but has 1")]
    [InlineData(
        "constraint.madds = [300M, x]",
        "FILE:4: constraint.madds[1]: must be a whole number (320M, 1.2G and 300k are understood), not \"x\""
    )]
    [InlineData("constraint.madds = [330M, 300M]", "FILE:4: constraint.madds: is empty, for 330M is more than 300M; write [300M, 330M]")]
    [InlineData("constraint.madds = [-1, 300M]", "FILE:4: constraint.madds: must not be negative")]
    [InlineData("langevin { samples = 2, chains = 3 }", "FILE:4: langevin.chains: must not exceed langevin.samples (2), but is 3")]
    [InlineData("retrain { steps = 50, warmup-steps = 60 }", "FILE:4: retrain.warmup-steps: must not exceed retrain.steps (50), but is 60")]
    [InlineData("strategy.name = evolutoin", "FILE:4: strategy.name: there is no strategy \"evolutoin\"; did you mean evolution?")]
    [InlineData("strategy.options.tournamnt = 3", "FILE:4: strategy.options.tournamnt: ")]
    [InlineData(
        "space.preset = st-nas-fasion",
        "FILE:4: space.preset: there is no search space \"st-nas-fasion\"; did you mean st-nas-fashion?"
    )]
    [InlineData("data.name = fashionmnist", "FILE:4: data.name: there is no data set \"fashionmnist\"; did you mean fashion-mnist?")]
    [InlineData("data.fallback = x-ray", "FILE:4: data.fallback: there is no data set \"x-ray\"; known: fashion-mnist, mnist")]
    [InlineData("data.name = image-folder", "FILE: data.root: is missing; image-folder needs the folder of your images")]
    [InlineData("data.name = cifar10", "FILE:4: data.name: cifar10 has images of 3 x 32 x 32, and st-nas-fashion takes 1 x 28 x 28")]
    [InlineData(
        "space.classes = 7",
        "FILE:2: data.name: fashion-mnist has 10 classes, and the networks of st-nas-fashion have 7 outputs; set space.classes = 10"
    )]
    [InlineData("data.validation = 60000", "FILE:4: data.validation: must leave images to train on")]
    [InlineData("space.sampling = topologies", "FILE:4: space.sampling: must be null or topology or options, but is \"topologies\"")]
    [InlineData("supernet.chain-paths = 2", "FILE:4: supernet.chain-paths: must lie from 0 to 1, but is 2")]
    [InlineData("strategy.options = 3", "FILE:4: strategy.options: must be an object { ... }, not \"3\"")]
    public void Each_mistake_gets_its_sentence(string line, string sentence)
    {
        var error = Assert.Throws<UserException>(() => Read(Minimal + line));
        Assert.Contains(sentence.Replace("FILE", FilePath, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Single(error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void All_mistakes_are_listed_at_once()
    {
        var error = Assert.Throws<UserException>(() => Read("name = x\nspace.prset = y\nsupernet.steps = no\nproxy.images = 0"));
        Assert.Equal(
            [
                $"{FilePath}:2: space.prset: unknown key; did you mean space.preset?",
                $"{FilePath}:3: supernet.steps: must be a whole number below 2^31, not \"no\"",
                $"{FilePath}:4: proxy.images: must lie from 1 to 10000000, but is 0",
                $"{FilePath}: data: is missing; every search file needs it",
            ],
            error.Message.Split(Environment.NewLine)
        );
    }

    [Fact]
    public void Includes_that_lead_to_ever_more_files_are_refused_at_once()
    {
        for (var i = 0; i < 9; i++)
            _folder.Write($"i{i}.conf", $"include \"i{i + 1}.conf\"\ninclude \"i{i + 1}.conf\"\n");
        _folder.Write("i9.conf", "");
        Assert.Contains("more than 100 files are included", Refusal(Minimal + "include \"i0.conf\""), StringComparison.Ordinal);
        for (var i = 0; i < 30; i++)
            _folder.Write($"c{i}.conf", $"include \"c{i + 1}.conf\"");
        Assert.Contains("more than 10 files include one another", Refusal(Minimal + "include \"c0.conf\""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("PIPE")]
    public void A_file_without_an_end_is_refused_at_once(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files there");
        if (path == "PIPE")
        {
            path = Path.Combine(_folder.Path, "pipe");
            using var made = System.Diagnostics.Process.Start("mkfifo", path);
            made.WaitForExit();
        }
        var error = Assert.Throws<UserException>(() => SearchFileReader.Read(path, []));
        Assert.Equal(
            $"{path}: is a pipe or a device that does not end, or not soon enough; put the search file into a file and name that",
            error.Message
        );
    }

    [Fact]
    public void What_is_set_is_held_to_the_same_limits()
    {
        var dots = string.Join('.', Enumerable.Repeat("a", 50_000));
        Assert.StartsWith(
            "--set: more than 50 keys",
            Assert.Throws<UserException>(() => Read(Minimal, dots + "=1")).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "--set: a key is missing",
            Assert.Throws<UserException>(() => Read(Minimal, new string('.', 100_000) + "=1")).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "--set: more than 50 keys",
            Assert.Throws<UserException>(() => Read(Minimal, "a=" + new string('[', 100_000))).Message,
            StringComparison.Ordinal
        );
    }

    private string Refusal(string text) => Assert.Throws<UserException>(() => Read(text)).Message;

    [Fact]
    public void Set_overrides_the_file_and_is_checked_and_named()
    {
        Assert.Equal(7, Read(Minimal + "strategy.candidates = 5", "strategy.candidates=7").Strategy.Candidates);
        Assert.Equal([300L, 400L], Read(Minimal, "constraint.madds=[300,400]").Constraint.Madds!.Value);
        Assert.Null(Read(Minimal + "space.classes = 10", "space.classes=null").Space.Classes);

        Assert.Equal(
            "--set: strategy.candidtes: unknown key; did you mean strategy.candidates?",
            Assert.Throws<UserException>(() => Read(Minimal, "strategy.candidtes=7")).Message
        );
        Assert.Contains(
            "must be KEY=VALUE",
            Assert.Throws<UserException>(() => Read(Minimal, "strategy")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("has no value", Assert.Throws<UserException>(() => Read(Minimal, "seed=")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_reaches_what_refers_to_it()
    {
        var settings = Read(Minimal + "supernet.steps = 100\nretrain.steps = ${supernet.steps}", "supernet.steps=200");
        Assert.Equal(200, settings.Retrain.Steps);
    }

    [Fact]
    public void Includes_are_relative_to_the_file_and_problems_name_the_included_file()
    {
        _folder.Write("common/base.conf", Minimal + "supernet.steps = 0");
        var main = _folder.Write("main.conf", "include \"common/base.conf\"\nseed = 5\n");
        var included = Path.Combine(Path.GetDirectoryName(main)!, "common/base.conf");
        Assert.Equal(
            $"{included}:4: supernet.steps: must lie from 1 to 100000000, but is 0",
            Assert.Throws<UserException>(() => SearchFileReader.Read(main, [])).Message
        );
        Assert.Equal(5, SearchFileReader.Read(main, ["supernet.steps=1", "supernet.warmup-steps=0"]).Seed);
    }

    [Fact]
    public void A_missing_or_circular_include_is_named()
    {
        var lost = _folder.Write("lost.conf", "\ninclude \"nothing.conf\"");
        Assert.StartsWith(
            $"{lost}:2: include \"nothing.conf\": there is no file",
            Assert.Throws<UserException>(() => SearchFileReader.Read(lost, [])).Message,
            StringComparison.Ordinal
        );
        var circle = _folder.Write("circle.conf", "include \"circle.conf\"");
        Assert.Contains(
            "includes itself",
            Assert.Throws<UserException>(() => SearchFileReader.Read(circle, [])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith(
            "/nowhere/x.conf: there is no such file",
            Assert.Throws<UserException>(() => SearchFileReader.Read("/nowhere/x.conf", [])).Message,
            StringComparison.Ordinal
        );

    private string FilePath => Path.Combine(_folder.Path, "search.conf");

    [Fact]
    public void Another_strategy_on_the_command_line_leaves_the_options_of_the_files_own_behind()
    {
        const string file =
            "name = small, data.name = procedural, space.preset = st-nas-fashion, strategy { name = evolution, options { population = 9, tournament = 2 } }";

        Assert.Equal("{}", Read(file, "strategy.name=random").Strategy.Options.ToJsonString());
        Assert.Contains(
            "\"population\":9",
            Read(file, "strategy.name=evolution").Strategy.Options.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "strategy.options.population",
            Assert.Throws<UserException>(() => Read(file, "strategy.name=random", "strategy.options.population=5")).Message,
            StringComparison.Ordinal
        );
    }

    private StNasSettings Read(string text, params string[] overrides)
    {
        _folder.Write("search.conf", text);
        return (StNasSettings)SearchFileReader.Read(FilePath, overrides);
    }
}

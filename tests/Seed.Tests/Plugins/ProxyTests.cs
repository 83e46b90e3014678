using Nas.Model;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Plugins;

/// <summary>A search file names its proxy: ours, one of a plug-in, or one that nobody has.</summary>
[Collection(nameof(OnePlugInAtATime))]
[Trait("Kind", "Actor")]
public sealed class ProxyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _plugins;

    public ProxyTests()
    {
        _plugins = Directory.CreateDirectory(_folder.File("plugins")).FullName;
        File.Copy(
            Path.Combine(TestData.Repository, "artifacts", "bin", "ToyProblem", "release", "ToyProblem.dll"),
            Path.Combine(_plugins, "ToyProblem.dll")
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sample_is_named_with_options_and_its_assembly_is_kept_in_mind()
    {
        var settings = (StNasSettings)Read("quickstart", "proxy.kind=toy-margin");
        Assert.Equal(("toy-margin", """{"most":5}"""), (settings.Proxy.Kind, settings.Proxy.Options!.ToJsonString()));
        Assert.Equal(["ToyProblem"], settings.Plugins!.Assemblies.Select(entry => entry.Key));
        // The settings are a search file again.
        Assert.Equal(
            SettingsJson.Text(settings),
            SettingsJson.Text(SearchFileReader.Read(_folder.Write("again.json", SettingsJson.Text(settings)), []))
        );

        var detectors = (CrNasSettings)Read("cr-nas-quickstart", "proxy.kind=toy-mean-precision", "proxy.options.loose=0.25");
        Assert.Equal(("toy-mean-precision", """{"loose":0.25}"""), (detectors.Proxy.Kind, detectors.Proxy.Options!.ToJsonString()));
        Assert.Equal(["ToyProblem"], detectors.Plugins!.Assemblies.Select(entry => entry.Key));

        var study = (FidelitySettings)Read("fidelity-fashion", "fidelity.arms.margins={ proxy { kind = toy-margin } }");
        Assert.Equal(["ToyProblem"], study.Plugins!.Assemblies.Select(entry => entry.Key));
    }

    [Fact]
    public void An_arm_with_another_proxy_has_none_of_the_options_of_the_studys()
    {
        var study = (FidelitySettings)Read(
            "fidelity-fashion",
            "proxy={ kind = toy-margin, options { most = 2 } }",
            "fidelity.arms={ ours { proxy { kind = shared-weights } }, same { thinning = 3 } }"
        );
        var arms = new StudyLayout(study).Arms.ToDictionary(
            arm => arm.Name,
            arm => (arm.Proxy.Kind, Options: arm.Proxy.Options?.ToJsonString())
        );
        Assert.Equal(("shared-weights", null), arms["ours"]);
        Assert.Equal(("toy-margin", """{"most":2}"""), arms["same"]);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("cr-nas-quickstart")]
    [InlineData("fidelity-fashion")]
    public void Naming_the_usual_one_is_naming_none(string file)
    {
        var settings = SettingsJson.Text(Read(file));
        Assert.Equal(settings, SettingsJson.Text(Read(file, "proxy.kind=shared-weights")));
        Assert.DoesNotContain("shared-weights", settings, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quickstart", "proxy.kind=toy-marging", "proxy.kind: there is no proxy \"toy-marging\"; did you mean toy-margin?")]
    [InlineData(
        "quickstart",
        "proxy.kind=toy-mean-precision",
        "proxy.kind: there is no proxy \"toy-mean-precision\"; known: shared-weights, toy-margin"
    )]
    [InlineData(
        "cr-nas-quickstart",
        "proxy.kind=toy-margin",
        "proxy.kind: there is no proxy \"toy-margin\"; known: shared-weights, toy-mean-precision"
    )]
    [InlineData(
        "quickstart",
        "proxy={ kind = toy-margin, options { most = 1000 } }",
        "proxy.options.most: The field Most must be between 0.001 and 100"
    )]
    [InlineData(
        "quickstart",
        "proxy={ options { most = 1 } }",
        "proxy.options.most: is no option of the proxy 'shared-weights': it has none"
    )]
    [InlineData(
        "fidelity-fashion",
        "fidelity.arms.margins={ proxy { kind = toy-marging } }",
        "fidelity.arms.margins.proxy.kind: is 'toy-marging': there are shared-weights, toy-margin"
    )]
    public void What_is_wrong_is_told_with_its_key_before_anything_starts(string file, string setting, string told) =>
        Assert.Contains(told, Assert.Throws<UserException>(() => Read(file, setting)).Message, StringComparison.Ordinal);

    private SearchSettings Read(string file, params string[] overrides) =>
        SearchFileReader.Read(
            Path.Combine(TestData.Repository, "hocon", "searches", $"{file}.conf"),
            [.. overrides, $"plugins.directory={_plugins}"]
        );
}

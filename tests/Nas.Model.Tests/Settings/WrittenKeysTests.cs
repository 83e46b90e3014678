using Nas.Model.Methods;
using Testing;

namespace Nas.Model.Tests.Settings;

/// <summary>
/// Settings are written with every default, and searches and scores are named by that text. So a key that is always written is one that
/// every search has had: a new one is written only where it says something (CONTRIBUTING, "A setting key").
/// </summary>
public class WrittenKeysTests
{
    private static readonly string Recorded = Path.Combine(TestData.Repository, "tests", "Golden", "settings-keys.txt");

    [Fact]
    public void The_keys_that_are_always_written_are_those_that_always_were() => Assert.Equal(File.ReadAllLines(Recorded), Written());

    /// <summary>Recording is for a new method or section, or for a key that may be renamed for everybody who has it.</summary>
    [Fact]
    public void Records_them_when_asked_to()
    {
        var version = Environment.GetEnvironmentVariable("LANGEVIN_RECORD_GOLDEN");
        Assert.SkipWhen(version is null, "LANGEVIN_RECORD_GOLDEN does not name a version to record");
        File.WriteAllLines(Recorded, Written());
    }

    [Fact]
    public void Every_setting_that_came_later_is_left_out_where_it_has_its_default()
    {
        var later = MethodSciences.All.SelectMany(method => SettingsKeys.Of(method.SettingsType)).Where(key => !key.IsAlwaysWritten);
        var paths = later.Select(key => key.Path).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "langevin.moves", "proxy.own-recalibration", "data.edition", "space.sampling", "supernet.chain-paths" },
            paths
        );
    }

    private static IEnumerable<string> Written() =>
        MethodSciences
            .All.OrderBy(method => method.Name, StringComparer.Ordinal)
            .SelectMany(method =>
                SettingsKeys.Of(method.SettingsType).Where(key => key.IsAlwaysWritten).Select(key => $"{method.Name} {key.Path}")
            );
}

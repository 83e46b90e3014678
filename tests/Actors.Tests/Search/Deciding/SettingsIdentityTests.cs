using Actors.Search.Deciding;
using Nas.Model.Methods;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Testing;

namespace Actors.Tests.Search.Deciding;

public class SettingsIdentityTests
{
    private static readonly StNasSettings Settings = TestSearches.Settings();

    [Fact]
    public void Equal_settings_have_no_difference_and_one_hash()
    {
        Assert.Null(SettingsIdentity.FirstDifference(SettingsJson.Text(Settings), SettingsJson.Text(TestSearches.Settings())));
        Assert.Equal(SettingsIdentity.Hash(SettingsJson.Text(Settings)), SettingsIdentity.Hash(SettingsJson.Text(TestSearches.Settings())));
    }

    [Fact]
    public void The_first_key_that_differs_is_named_with_both_values()
    {
        var other = Settings with { Seed = 9, Langevin = Settings.Langevin with { Temperature = 0.5 } };

        Assert.Equal("seed was 7 and is 9", SettingsIdentity.FirstDifference(SettingsJson.Text(Settings), SettingsJson.Text(other)));
        Assert.NotEqual(SettingsIdentity.Hash(SettingsJson.Text(Settings)), SettingsIdentity.Hash(SettingsJson.Text(other)));
    }

    [Fact]
    public void Options_of_the_strategy_are_compared_key_by_key()
    {
        var other = Settings with
        {
            Strategy = Settings.Strategy with
            {
                Options = new() { ["population"] = 5, ["tournament"] = 2 },
            },
        };

        Assert.Equal(
            "strategy.options.population was 4 and is 5",
            SettingsIdentity.FirstDifference(SettingsJson.Text(Settings), SettingsJson.Text(other))
        );
    }

    [Fact]
    public void How_a_study_is_summed_up_is_free_and_what_scores_are_is_not()
    {
        var study = SmallStudy.Settings;
        string? Difference(FidelitySettings other) => SettingsIdentity.FirstDifference(SettingsJson.Text(study), SettingsJson.Text(other));
        Assert.Null(Difference(study with { Fidelity = study.Fidelity with { Band = 0.1, Finals = 3 } }));
        Assert.NotNull(Difference(study with { Proxy = study.Proxy with { Metric = ProxyMetric.Loss } }));
    }

    [Fact]
    public void Where_the_data_lie_and_how_many_devices_work_is_free()
    {
        var other = Settings with { Data = Settings.Data with { Root = "/data" }, Devices = Settings.Devices with { Count = 3 } };

        Assert.Null(SettingsIdentity.FirstDifference(SettingsJson.Text(Settings), SettingsJson.Text(other)));
        Assert.Equal(SettingsIdentity.Hash(SettingsJson.Text(Settings)), SettingsIdentity.Hash(SettingsJson.Text(other)));
        Assert.NotNull(
            SettingsIdentity.FirstDifference(
                SettingsJson.Text(Settings),
                SettingsJson.Text(Settings with { Devices = Settings.Devices with { Threads = 2 } })
            )
        );
    }

    [Fact]
    public void A_search_goes_on_where_its_data_lie_now_but_not_with_the_folder_of_a_set_that_another_stands_in_for()
    {
        var moved = Settings with { Data = Settings.Data with { Root = "/new" }, Devices = Settings.Devices with { Count = 3 } };
        Assert.Equal(moved.Data.Root, GoingOnWith(Settings with { Data = Settings.Data with { Root = "/old" } }, moved).Data.Root);
        Assert.Equal(3, GoingOnWith(Settings, moved).Devices.Count);
        Assert.Null(GoingOnWith(moved, Settings).Data.Root);

        var standIn = Settings with { Data = Settings.Data with { Name = "procedural", Root = null } };
        Assert.Equal(
            ("procedural", null),
            (
                GoingOnWith(standIn, moved with { Data = moved.Data with { Name = "mnist" } }).Data.Name,
                GoingOnWith(standIn, moved with { Data = moved.Data with { Name = "mnist" } }).Data.Root
            )
        );
    }

    private static StNasSettings GoingOnWith(StNasSettings used, StNasSettings requested) =>
        (StNasSettings)MethodSciences.Read(SettingsIdentity.GoingOnWith(SettingsJson.Text(used), SettingsJson.Text(requested)));

    [Fact]
    public void A_key_that_an_older_version_did_not_know_had_its_default()
    {
        var older = SettingsJson.Text(Settings).Replace("\"tolerance\": 0.02", "\"random\": true", StringComparison.Ordinal);
        Assert.DoesNotContain("tolerance", older, StringComparison.Ordinal);

        Assert.Null(SettingsIdentity.FirstDifference(older, SettingsJson.Text(Settings)));
    }

    [Fact]
    public void The_rules_by_which_files_are_read_are_those_that_a_search_began_with()
    {
        var other = Settings with { Data = Settings.Data with { Edition = 2 } };

        Assert.Null(SettingsIdentity.FirstDifference(SettingsJson.Text(Settings), SettingsJson.Text(other)));
        Assert.Equal(SettingsIdentity.Hash(SettingsJson.Text(Settings)), SettingsIdentity.Hash(SettingsJson.Text(other)));
    }
}

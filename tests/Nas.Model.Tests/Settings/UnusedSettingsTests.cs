using Nas.Model.Methods;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Nas.Model.Tests.Settings;

/// <summary>
/// Settings that came later are not written where they are not used: else old searches, journals and known scores would get other names.
/// </summary>
public class UnusedSettingsTests
{
    private static readonly StNasSettings Search = new()
    {
        Name = "s",
        Data = new DataSettings { Name = "procedural" },
        Space = new SpaceSettings { Preset = "st-nas-fashion" },
    };

    private static readonly StNasSettings Using = Search with
    {
        Langevin = new() { Moves = "classifier" },
        Proxy = new() { OwnRecalibration = true },
    };

    [Theory, InlineData("\"moves\""), InlineData("\"own-recalibration\"")]
    public void They_are_written_exactly_where_they_are_used(string key)
    {
        Assert.DoesNotContain(key, SettingsJson.Text(Search), StringComparison.Ordinal);
        Assert.Contains(key, SettingsJson.Text(Using), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        Assert.Equal(SettingsJson.Text(Search), SettingsJson.Text(MethodSciences.Read(SettingsJson.Text(Search))));
        Assert.Equal(SettingsJson.Text(Using), SettingsJson.Text(MethodSciences.Read(SettingsJson.Text(Using))));
    }
}

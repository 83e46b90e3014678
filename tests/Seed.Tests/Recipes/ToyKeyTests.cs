using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Recipes;

/// <summary>
/// CONTRIBUTING's recipe of a setting key, followed: a property with a summary, a default, a range; nothing else knows it.
/// </summary>
public sealed class ToyKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private sealed record Before
    {
        public int Images { get; init; } = 10;
    }

    private sealed record After
    {
        public int Images { get; init; } = 10;

        /// <summary>Steps of a toy. Not written where it is 0, so that settings from before it keep their names.</summary>
        [Range(0, 9), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int ToySteps { get; init; }
    }

    private sealed record Careless
    {
        public int Images { get; init; } = 10;

        [Range(0, 9)]
        public int ToySteps { get; init; }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_read_checked_and_hinted_at_as_every_other_key()
    {
        Assert.Equal(new After { ToySteps = 3 }, Read("toy-steps = 3").Settings);
        Assert.Equal(new After(), Read("").Settings);
        Assert.Contains("toy-steps: must lie from 0 to 9, but is 10", Problem("toy-steps = 10"), StringComparison.Ordinal);
        Assert.Contains("toy-steps: must be a whole number", Problem("toy-steps = many"), StringComparison.Ordinal);
        Assert.Contains("toy-step: unknown key; did you mean toy-steps?", Problem("toy-step = 3"), StringComparison.Ordinal);
    }

    /// <summary>The second rule, followed and not followed.</summary>
    [Fact]
    public void Settings_from_before_it_keep_their_text_unless_it_is_written_always()
    {
        Assert.Equal(Text(new Before()), Text(new After()));
        Assert.NotEqual(Text(new Before()), Text(new Careless()));
        Assert.Contains("\"toy-steps\": 3", Text(new After { ToySteps = 3 }), StringComparison.Ordinal);
        Assert.Equal(new After(), JsonSerializer.Deserialize<After>(Text(new Before()), SettingsJson.Options));
        Assert.Equal([new("images", true), new("toy-steps", false)], SettingsKeys.Of(typeof(After)));
    }

    private string Problem(string text) => Assert.Single(Read(text).Problems);

    private static string Text<T>(T settings) => JsonSerializer.Serialize(settings, SettingsJson.Options);

    private (After? Settings, IReadOnlyList<string> Problems) Read(string text)
    {
        var file = _folder.File("toy.conf");
        File.WriteAllText(file, text);
        var problems = new ProblemList(file);
        var bound = new SettingsBinder(problems, typeof(After)).Bind(SearchFileReader.Tree(file, []));
        return (JsonSerializer.Deserialize<After>(bound, SettingsJson.Options), problems.Sentences);
    }
}

using Nas.Model;
using Nas.Model.Settings;
using Seed.Running;
using Seed.Tests.Results;

namespace Seed.Tests.Running;

public sealed class SearchDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => Path.Combine(_folder.Path, "runs", "one");

    [Fact]
    public void A_second_holder_is_refused_and_told_the_first_ones_pid()
    {
        using var first = SearchDirectory.Open(Target);
        var error = Assert.Throws<UserException>(() => SearchDirectory.Open(Target));
        Assert.Contains($"another langevin process (pid {Environment.ProcessId}) works on this search", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_goes_with_its_holder()
    {
        SearchDirectory.Open(Target).Dispose();
        using var second = SearchDirectory.Open(Target);
        Assert.Equal(Target, second.Path);
    }

    [Fact]
    public void A_search_that_never_began_leaves_nothing_behind()
    {
        SearchDirectory.Open(Target).Dispose();
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public void A_directory_that_was_there_stays()
    {
        Directory.CreateDirectory(Target);
        SearchDirectory.Open(Target).Dispose();
        Assert.True(Directory.Exists(Target));
    }

    [Fact]
    public void The_same_search_goes_on_with_the_settings_it_was_started_with()
    {
        var used = MadeUpSearch.Settings with { Data = new DataSettings { Name = "procedural" } };
        using (var begun = SearchDirectory.Open(Target))
        {
            Assert.Null(begun.Resume(MadeUpSearch.Settings));
            begun.Begin(MadeUpSearch.Settings, used);
        }
        using var again = SearchDirectory.Open(Target);
        Assert.Equal("procedural", ((StNasSettings)again.Resume(MadeUpSearch.Settings)!).Data.Name);
        // Nothing depends on how many devices work, so they may change from day to day.
        Assert.NotNull(again.Resume(MadeUpSearch.Settings with { Devices = new DeviceSettings { Count = 8 } }));
    }

    [Fact]
    public void Another_search_in_the_directory_is_refused_by_its_first_difference()
    {
        using var directory = SearchDirectory.Open(Target);
        directory.Begin(MadeUpSearch.Settings, MadeUpSearch.Settings);
        var other = MadeUpSearch.Settings with { Supernet = new SupernetSettings { Steps = 7 }, Retrain = new RetrainSettings { Steps = 8 } };
        var error = Assert.Throws<UserException>(() => directory.Resume(other));
        Assert.Contains("holds a search with other settings: supernet.steps was 5000 and is 7", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("retrain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_strategy_takes_over_with_everything_else_as_it_was_used()
    {
        using var directory = SearchDirectory.Open(Target);
        directory.Begin(MadeUpSearch.Settings, MadeUpSearch.Settings with { Data = new DataSettings { Name = "procedural" } });
        var other = MadeUpSearch.Settings with { Strategy = MadeUpSearch.Settings.Strategy with { Name = "random", Options = [] } };

        var used = (StNasSettings)directory.Resume(other)!;

        Assert.Equal(("random", "procedural"), (used.Strategy.Name, used.Data.Name));
        Assert.Equal("strategy.name was \"evolution\" and is \"random\"", directory.Change(other));
        Assert.Contains("strategy.name", Assert.Throws<UserException>(() => directory.RequireSame(other)).Message, StringComparison.Ordinal);
        Assert.Null(directory.Change(MadeUpSearch.Settings));
    }

    [Fact]
    public void A_file_in_the_directorys_place_is_a_sentence()
    {
        var file = _folder.Write("file", "");
        Assert.Contains("is a file", Assert.Throws<UserException>(() => SearchDirectory.Open(file)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be written", Assert.Throws<UserException>(() => SearchDirectory.Open(Path.Combine(file, "inside"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_were_altered_are_a_sentence()
    {
        using var directory = SearchDirectory.Open(Target);
        directory.Begin(MadeUpSearch.Settings, MadeUpSearch.Settings);
        File.WriteAllText(Path.Combine(Target, "request.json"), "{ \"name\"");
        Assert.Contains(
            "request.json: is not what langevin wrote there", Assert.Throws<DamagedFileException>(() => directory.Resume(MadeUpSearch.Settings)).Message, StringComparison.Ordinal);
    }
}

using Nas.Model;
using Seed.Archive;
using Testing;

namespace Seed.Tests.Archive;

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
        Assert.Contains(
            $"another langevin process (pid {Environment.ProcessId}) works on this search",
            error.Message,
            StringComparison.Ordinal
        );
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
    public void A_file_in_the_directorys_place_is_a_sentence()
    {
        var file = _folder.Write("file", "");
        Assert.Contains("is a file", Assert.Throws<UserException>(() => SearchDirectory.Open(file)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be written",
            Assert.Throws<UserException>(() => SearchDirectory.Open(Path.Combine(file, "inside"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_that_is_not_there_is_not_made_by_looking_for_it()
    {
        Assert.Null(SearchDirectory.Find(Target));
        Assert.False(Directory.Exists(Target));
        Directory.CreateDirectory(Target);
        using var found = SearchDirectory.Find(Target);
        Assert.Throws<UserException>(() => SearchDirectory.Find(Target));
    }

    [Theory]
    [InlineData("{ \"name\"", "line 1: ")]
    [InlineData("", "(it is empty)")]
    [InlineData(" \n", "(it is empty)")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("{ \"name\": 1, \"name\": 2 }", "")]
    [InlineData("{ \"method\": \"mine\" }", "")]
    public void Settings_that_were_altered_are_a_sentence(string text, string words)
    {
        using var directory = SearchDirectory.Open(Target);
        File.WriteAllText(Path.Combine(Target, "request.json"), text);
        var error = Assert.Throws<DamagedFileException>(() => SearchDirectory.ReadSettings(Target, "request.json"));
        Assert.Contains("request.json: is not what langevin wrote there", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("BytePosition", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("isFinalBlock", error.Message, StringComparison.Ordinal);
    }
}

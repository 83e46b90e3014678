using Actors.Dispatch;

namespace Actors.Tests.Dispatch;

public class TaskNameTests
{
    [Theory]
    [InlineData("supernet/0", "supernet", 0, null, 1)]
    [InlineData("stage-search/12@3", "stage-search", 12, 3, 1)]
    [InlineData("stage-search/18-26@0", "stage-search", 18, 0, 9)]
    public void Names_are_read_as_they_are_written(string text, string phase, int index, int? sample, int count)
    {
        Assert.True(TaskName.TryParse(text, out var name));
        Assert.Equal(new TaskName(phase, index, sample, count), name);
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("supernet")]
    [InlineData("search/")]
    [InlineData("search/1-2")]
    [InlineData("search/2-2@0")]
    [InlineData("search/3-2@0")]
    [InlineData("search/0-2147483647@0")]
    [InlineData("search/-1@0")]
    [InlineData("search/1-@0")]
    [InlineData("search/1@")]
    public void What_no_search_ever_named_is_refused(string text) => Assert.False(TaskName.TryParse(text, out _));
}

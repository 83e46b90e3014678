using Actors.Hosting;

namespace Actors.Tests.Hosting;

public class VisibleDevicesTests
{
    [Theory]
    [InlineData(null, 0, 1, "0")]
    [InlineData(null, 6, 2, "6,7")]
    [InlineData("4,5", 0, 1, "4")]
    [InlineData("4,5", 1, 1, "5")]
    [InlineData("2, 0 ,3", 1, 2, "0,3")]
    [InlineData("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,GPU-1", 0, 2, "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,GPU-1")]
    [InlineData("MIG-4b6c1d2e,MIG-GPU-5c89852c/1/0", 1, 1, "MIG-GPU-5c89852c/1/0")]
    [InlineData("NoDevFiles", 0, 1, "NoDevFiles")]
    public void A_process_sees_what_its_node_was_given_by_position(string? inherited, int first, int count, string expected) =>
        Assert.Equal(expected, VisibleDevices.Choose(inherited, first, count));

    /// <summary>A process never sees a device of another one: what a scheduler gave to somebody else lies right behind.</summary>
    [Theory]
    [InlineData("4,5", 2, 1)]
    [InlineData("", 0, 1)]
    public void Where_the_node_was_given_fewer_the_process_sees_none(string inherited, int first, int count) =>
        Assert.Equal("-1", VisibleDevices.Choose(inherited, first, count));

    [Fact]
    public void Where_a_span_reaches_beyond_the_list_its_rest_is_seen() => Assert.Equal("5", VisibleDevices.Choose("4,5", 1, 4));
}

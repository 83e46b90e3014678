using Actors.Clusters;
using Nas.Model;

namespace Actors.Tests.Clusters;

public sealed class NodeRolesTests
{
    [Theory]
    [InlineData("control", "control")]
    [InlineData("web", "web")]
    [InlineData("web, gpu,control", "control,gpu,web")]
    public void Roles_are_read_as_they_are_shown(string text, string shown)
    {
        Assert.Equal(shown, NodeRoles.Parse(text).ToString());
        Assert.Equal(NodeRoles.Parse(text), NodeRoles.Parse(shown));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dashboard")]
    [InlineData("control,keeper")]
    public void A_word_that_is_none_is_refused_with_those_that_are(string text) =>
        Assert.Contains("control, gpu, web", Assert.Throws<UserException>(() => NodeRoles.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_a_node_that_does_nothing_else_may_come_and_go()
    {
        Assert.True(NodeRoles.Parse("web").OnlyWeb);
        Assert.False(NodeRoles.Parse("control,web").OnlyWeb);
        Assert.False(NodeRoles.Parse("gpu,web").OnlyWeb);
        Assert.False(NodeRoles.Parse("gpu").OnlyWeb);
    }
}

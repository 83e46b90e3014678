using System.Text.Json.Nodes;
using Nas.Model.Spaces;
using Nas.Model.Spaces.BlackBox;

namespace Nas.Model.Tests.Spaces.BlackBox;

public class DeclaredSpaceTests
{
    [Fact]
    public void It_is_every_combination_in_the_order_of_the_file()
    {
        var space = new DeclaredSpace("s", new JsonObject { ["w"] = new JsonArray(16, 8), ["act"] = new JsonArray("relu", "a=b") });
        Assert.Equal(4, space.Count);
        Assert.Equal(
            ["w=16,act=relu", "w=16,act=a%3Db", "w=8,act=relu", "w=8,act=a%3Db"],
            SpaceSamples.Enumerate(space).Select(space.Format)
        );
        Assert.All(SpaceSamples.Enumerate(space), architecture => Assert.Equal(architecture, space.Parse(space.Format(architecture))));
        Assert.Equal(4, new ConstrainedSpace(space, CostRange.Any).Count);
    }

    [Theory]
    [InlineData("w=16", "they look like w=16,act=relu")]
    [InlineData("w=7,act=relu", "w may be 16, 8")]
    public void Another_text_is_refused(string text, string told)
    {
        var space = new DeclaredSpace("s", new JsonObject { ["w"] = new JsonArray(16, 8), ["act"] = new JsonArray("relu") });
        Assert.Contains(told, Assert.Throws<UserException>(() => space.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_without_options_or_with_one_twice_is_named()
    {
        Assert.Contains("space.decisions.w must be a list", Told(new JsonObject { ["w"] = 3 }), StringComparison.Ordinal);
        Assert.Contains("space.decisions.w must be a list", Told(new JsonObject { ["w"] = new JsonArray() }), StringComparison.Ordinal);
        Assert.Contains(
            "space.decisions.w has the option 3 twice",
            Told(new JsonObject { ["w"] = new JsonArray(3, "3") }),
            StringComparison.Ordinal
        );
        Assert.Contains("at least one decision", Told([]), StringComparison.Ordinal);
    }

    private static string Told(JsonObject decisions) => Assert.Throws<UserException>(() => new DeclaredSpace("s", decisions)).Message;
}

using Actors.Clusters;
using Nas.Model;
using Seed.Web;

namespace Seed.Tests.Web;

public sealed class WebAccessTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public void On_this_machine_no_token_is_needed_and_only_its_names_are_known()
    {
        var access = Access(new WebSettings());
        Assert.Null(access.Token);
        Assert.Equal(["localhost", "127.0.0.1", "[::1]"], access.Hosts);
        Assert.Equal(access.Hosts, Access(new WebSettings { Host = "::1" }).Hosts);
        Assert.Equal(
            [.. access.Hosts, "127.0.0.2", "langevin.example.org"],
            Access(new WebSettings { Host = "127.0.0.2", Hosts = ["langevin.example.org"] }).Hosts
        );
    }

    [Fact]
    public void Beyond_this_machine_a_token_is_demanded_unless_the_network_is_said_to_be_ones_own()
    {
        var open = new WebSettings { Host = "0.0.0.0" };
        var refused = Assert.Throws<UserException>(() => Access(open));
        Assert.Contains("web.host", refused.Message, StringComparison.Ordinal);
        Assert.Contains(WebSettings.Variable, refused.Message, StringComparison.Ordinal);
        Assert.Throws<UserException>(() => Access(open, variable: ""));

        Assert.Null(Access(open, insecure: true).Token);
        Assert.True(Access(open, Token).Token!.Is(Token));
        Assert.Equal(["*"], Access(open, Token).Hosts);
        Assert.Equal(["langevin.example.org"], Access(open with { Hosts = ["langevin.example.org"] }, Token).Hosts);
    }

    [Fact]
    public void The_file_goes_before_the_environment()
    {
        var token = Access(new WebSettings { Token = "fedcba9876543210" }, Token).Token!;
        Assert.True(token.Is("fedcba9876543210"));
        Assert.False(token.Is(Token));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a blank and long enough")]
    public void A_token_that_is_easily_guessed_or_cannot_be_sent_is_refused_where_it_was_given(string token)
    {
        Assert.StartsWith(
            "web.token",
            Assert.Throws<UserException>(() => Access(new WebSettings { Token = token })).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            WebSettings.Variable,
            Assert.Throws<UserException>(() => Access(new WebSettings(), token)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_cookie_opens_what_the_token_opens_and_is_not_the_token()
    {
        var token = new WebToken(Token);
        Assert.True(token.IsCookie(token.Cookie));
        Assert.False(token.Is(token.Cookie));
        Assert.False(token.IsCookie(Token));
        Assert.False(token.IsCookie(new WebToken(Token + "0").Cookie));
        Assert.All(["", Token[..^1], Token + "0", Token.ToUpperInvariant()], wrong => Assert.False(token.Is(wrong)));
    }

    private static WebAccess Access(WebSettings web, string? variable = null, bool insecure = false) =>
        WebAccess.Of(new ClusterSettings { Web = web, Insecure = insecure }, variable);
}

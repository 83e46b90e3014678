using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Seed.Web;

internal sealed class TokenOptions : AuthenticationSchemeOptions
{
    public WebToken Token { get; set; } = null!;

    public string CookieName { get; set; } = "";
}

/// <summary>Takes the token as <c>Authorization: Bearer</c>, or the cookie that it was once exchanged for.</summary>
internal sealed class TokenHandler(IOptionsMonitor<TokenOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<TokenOptions>(options, logger, encoder)
{
    private const string SchemeName = "Token";
    private const string Bearer = "Bearer ";

    /// <summary>Demands the token of every request but those that say that anyone may come.</summary>
    public static void Demand(IServiceCollection services, WebToken token, string cookieName)
    {
        services
            .AddAuthentication(SchemeName)
            .AddScheme<TokenOptions, TokenHandler>(SchemeName, options => (options.Token, options.CookieName) = (token, cookieName));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().Build());
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[HeaderNames.Authorization].ToString();
        var right = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Options.Token.Is(header[Bearer.Length..].Trim())
            : Request.Cookies[Options.CookieName] is { } cookie && Options.Token.IsCookie(cookie);
        return Task.FromResult(
            right
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(SchemeName)), SchemeName))
                : AuthenticateResult.NoResult()
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}

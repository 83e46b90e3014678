using System.Collections.Immutable;
using Actors.Clusters;
using Nas.Model;
using Seed.SearchFiles;

namespace Seed.Web;

/// <summary>The rule about who may read what a web node shows.</summary>
/// <param name="Token">Token that a reader must have; null: everybody who reaches the node may read.</param>
/// <param name="Hosts">Names under which the node may be called; <c>*</c>: any.</param>
public sealed record WebAccess(WebToken? Token, ImmutableArray<string> Hosts)
{
    private const int LeastToken = 16;

    /// <summary>
    /// On loopback only its names are known: a page from elsewhere whose own name was made to lead here (DNS rebinding) still calls by that
    /// name. Beyond loopback the token does the same: browsers send its cookie to the name that it came from, and to no other.
    /// </summary>
    private static readonly ImmutableArray<string> Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <param name="variable">Value of the environment variable; the file goes first.</param>
    /// <exception cref="UserException">It listens beyond this machine, and anyone could read; or the token is easily guessed.</exception>
    public static WebAccess Of(ClusterSettings settings, string? variable)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var web = settings.Web;
        var token = web.Token ?? (string.IsNullOrEmpty(variable) ? null : variable);
        if (token is not null && (token.Length < LeastToken || !token.All(c => c is >= '!' and <= '~')))
            throw new UserException(
                $"{(web.Token is null ? WebSettings.Variable : "web.token")} must have at least {LeastToken} letters, digits and signs, without blanks: openssl rand -hex 16 makes one."
            );
        var loopback = ClusterFileReader.IsLoopback(web.Host);
        if (!loopback && token is null && !settings.Insecure)
            throw new UserException(
                $"web.host: \"{web.Host}\" can be reached from other machines; set web.token or the environment variable {WebSettings.Variable}, or insecure = on"
            );
        return new WebAccess(
            token is null ? null : new WebToken(token),
            loopback ? OfThisMachine(web)
                : web.Hosts.IsEmpty ? ["*"]
                : web.Hosts
        );
    }

    /// <summary>Addresses as a browser writes them: with brackets where they have colons.</summary>
    private static ImmutableArray<string> OfThisMachine(WebSettings web) =>
        [.. Loopback.Append(new UriBuilder(Uri.UriSchemeHttp, web.Host).Host).Concat(web.Hosts).Distinct()];
}

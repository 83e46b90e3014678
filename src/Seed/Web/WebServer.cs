using System.Globalization;
using System.Net;
using Actors.Clusters;
using Actors.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nas.Model;
using Serilog;

namespace Seed.Web;

/// <summary>
/// Serves the page, the API and the health of a web node. Reads no files and no environment: all it is told stands in the settings.
/// </summary>
public sealed class WebServer : IAsyncDisposable
{
    private const string Health = "/health";

    /// <summary>The most connections of pages, programs and probes together.</summary>
    private const int MostConnections = 512;

    private const int MostBodyBytes = 1024;
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CookieAge = TimeSpan.FromDays(30);

    private readonly WebApplication _app;

    private WebServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>Returns when it listens.</summary>
    /// <exception cref="UserException">It cannot listen there.</exception>
    public static async Task<WebServer> StartAsync(
        WebSettings settings,
        WebAccess access,
        IClusterClient cluster,
        ILogger log,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(access);
        var address = await ListeningAddress.RequireAsync(settings, cancellation);
        // Browsers know no ports of cookies: two nodes of one machine must not take one another's.
        var cookie = string.Create(CultureInfo.InvariantCulture, $"langevin-{settings.Port}");
        var app = Build(new IPEndPoint(address, settings.Port), access, cookie, cluster, log);
        Map(app, access, cookie, cluster, time);
        await app.StartAsync(cancellation);
        return new WebServer(app, new UriBuilder(Uri.UriSchemeHttp, settings.Host, settings.Port).Uri);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint address, WebAccess access, string cookie, IClusterClient cluster, ILogger log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = NodeOptions.SystemName });
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
                kestrel.AddServerHeader = false;
                (kestrel.Limits.MaxConcurrentConnections, kestrel.Limits.MaxRequestBodySize) = (MostConnections, MostBodyBytes);
            });
        var services = builder.Services;
        services.AddSingleton<IHostLifetime, QuietLifetime>().Configure<HostOptions>(options => options.ShutdownTimeout = Shutdown);
        services.AddSerilog(log).AddRouting().AddProblemDetails().AddExceptionHandler<Refusals>();
        services.AddHostFiltering(filter => (filter.AllowedHosts, filter.AllowEmptyHosts) = ([.. access.Hosts], false));
        services.AddSingleton(cluster).AddHealthChecks().AddCheck<ClusterHealthCheck>("cluster");
        if (access.Token is { } token)
            TokenHandler.Demand(services, token, cookie);
        return builder.Build();
    }

    private static void Map(WebApplication app, WebAccess access, string cookie, IClusterClient cluster, TimeProvider time)
    {
        // A proxy says whether it was called by https, which only decides whether the cookie is for https alone.
        var proxy = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto };
        proxy.KnownIPNetworks.Clear();
        proxy.KnownProxies.Clear();
        app.UseForwardedHeaders(proxy).Use(Protect).UseExceptionHandler().UseStatusCodePages();
        // Probes call a node by its address.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments(Health, StringComparison.Ordinal), named => named.UseHostFiltering());
        app.UseRouting();
        if (access.Token is { } token)
        {
            app.UseAuthentication().UseAuthorization();
            app.MapPost(
                "/session",
                (HttpContext http) =>
                    http.Response.Cookies.Append(
                        cookie,
                        token.Cookie,
                        new CookieOptions
                        {
                            HttpOnly = true,
                            SameSite = SameSiteMode.Strict,
                            Secure = http.Request.IsHttps,
                            MaxAge = CookieAge,
                        }
                    )
            );
        }
        app.MapGet("/", () => TypedResults.Text(WebPage.Html, "text/html; charset=utf-8")).AllowAnonymous();
        app.MapHealthChecks(Health + "/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(Health + "/ready").AllowAnonymous();
        new WebApi(cluster, time, app.Lifetime.ApplicationStopping).Map(app.MapGroup("/api"));
    }

    /// <summary>Said of every answer, whatever else becomes of it.</summary>
    private static Task Protect(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = WebPage.ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "no-store";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        });
        return next(http);
    }
}

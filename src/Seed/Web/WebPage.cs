using System.Security.Cryptography;
using System.Text;

namespace Seed.Web;

/// <summary>The page, which is the same for all: what it shows it asks the API for. One file that needs nothing from anywhere.</summary>
internal static class WebPage
{
    private static readonly string Style = Resource("page.css"),
        Script = Resource("page.js");

    public static string Html { get; } =
        Resource("page.html").Replace("{style}", Style, StringComparison.Ordinal).Replace("{script}", Script, StringComparison.Ordinal);

    /// <summary>Nothing runs and nothing is loaded but what is written in the page itself, and the page is shown in no other.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream = typeof(WebPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

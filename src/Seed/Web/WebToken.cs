using System.Security.Cryptography;
using System.Text;

namespace Seed.Web;

/// <summary>
/// The secret that opens a web node. Comparing takes the same time however much of a guess is right, and however long it is.
/// </summary>
public sealed class WebToken
{
    private readonly byte[] _token,
        _cookie;

    public WebToken(string token)
    {
        Cookie = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "cookie of the web page"u8));
        (_token, _cookie) = (Hash(token), Hash(Cookie));
    }

    /// <summary>The cookie that a browser keeps in place of the token, which cannot be computed from it.</summary>
    public string Cookie { get; }

    public bool Is(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), _token);

    public bool IsCookie(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), _cookie);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

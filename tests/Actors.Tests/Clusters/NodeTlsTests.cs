using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Actors.Clusters;
using Nas.Model;
using Testing;

namespace Actors.Tests.Clusters;

public sealed class NodeTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_certificate_is_taken_if_the_authority_signed_it_and_it_holds_today()
    {
        using var authority = Authority();
        using var other = Authority();
        using var node = Node(authority, days: 1);
        using var expired = Node(authority, days: -1);

        Assert.True(NodeTls.IsOf(authority, node));
        Assert.False(NodeTls.IsOf(other, node));
        Assert.False(NodeTls.IsOf(authority, expired));
        Assert.False(NodeTls.IsOf(authority, other));
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named_before_anything_starts()
    {
        using var authority = Authority();
        using var node = Node(authority, days: 1);
        var settings = new TlsSettings
        {
            Authority = _folder.File("authority.pem"),
            Certificate = _folder.File("node.pfx"),
            PasswordVariable = "LANGEVIN_TEST_NO_PASSWORD",
        };
        Assert.Contains("tls.authority", Refused(settings), StringComparison.Ordinal);

        File.WriteAllText(settings.Authority, authority.ExportCertificatePem());
        Assert.Contains("tls.certificate", Refused(settings), StringComparison.Ordinal);

        File.WriteAllBytes(settings.Certificate, node.Export(X509ContentType.Pkcs12, "secret"));
        Assert.Contains(settings.PasswordVariable, Refused(settings), StringComparison.Ordinal);
    }

    private static string Refused(TlsSettings settings) => Assert.Throws<UserException>(() => NodeTls.Load(settings)).Message;

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(3));
    }

    private static X509Certificate2 Node(X509Certificate2 authority, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(days), [1, 2, 3]);
        return signed.CopyWithPrivateKey(key);
    }
}

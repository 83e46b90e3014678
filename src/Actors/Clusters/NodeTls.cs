using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using Nas.Model;

namespace Actors.Clusters;

/// <summary>
/// Mutual TLS with an authority of the cluster's own: the machine's list of trusted authorities plays no part, so that nobody else's
/// certificate, however genuine, opens the door.
/// </summary>
public static class NodeTls
{
    /// <exception cref="UserException">A file cannot be read, or the password is wrong or missing.</exception>
    public static DotNettySslSetup Load(TlsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var authority = Read(settings.Authority, "tls.authority", X509CertificateLoader.LoadCertificateFromFile);
        var password = Environment.GetEnvironmentVariable(settings.PasswordVariable);
        var own = Read(
            settings.Certificate,
            "tls.certificate",
            path => X509CertificateLoader.LoadPkcs12FromFile(path, password),
            $" Is the password in {settings.PasswordVariable} right?"
        );
        if (!own.HasPrivateKey)
            throw new UserException(
                $"tls.certificate: {settings.Certificate} has no private key: make it with docker/make-certificates.sh."
            );
        if (!IsOf(authority, own))
            throw new UserException(
                $"tls.certificate: {settings.Certificate} was not made by {settings.Authority}, or has expired: make it with docker/make-certificates.sh."
            );
        return new DotNettySslSetup(
            own,
            suppressValidation: false,
            requireMutualAuthentication: true,
            customValidator: (certificate, _, _, _, _) => certificate is not null && IsOf(authority, certificate)
        );
    }

    /// <summary>Whether the authority itself signed the certificate, and it is valid today.</summary>
    internal static bool IsOf(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static X509Certificate2 Read(string path, string key, Func<string, X509Certificate2> read, string remedy = "")
    {
        try
        {
            return read(path);
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{key}: {path} cannot be read ({cause.Message.TrimEnd('.')}).{remedy}", cause);
        }
    }
}

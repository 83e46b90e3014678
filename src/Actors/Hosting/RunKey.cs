using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;

namespace Actors.Hosting;

/// <summary>
/// The key by which a run on one machine and its device processes know each other: a certificate made for the run, with its key, that is in
/// no file. Every user of the machine can connect to the run's port; only those who have the key are spoken to.
/// </summary>
public static class RunKey
{
    /// <summary>The environment variable in which a process is given the key by the one that starts it.</summary>
    public const string Variable = "LANGEVIN_RUN_KEY";

    /// <summary>A new one, as text.</summary>
    public static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=langevin-run", key, HashAlgorithmName.SHA256);
        // Whatever the clock does, and however long the run.
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1000));
        return Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12));
    }

    public static DotNettySslSetup Tls(string key)
    {
        var own = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(key), password: null);
        return new DotNettySslSetup(
            own,
            suppressValidation: false,
            requireMutualAuthentication: true,
            customValidator: (other, _, _, _, _) => other is not null && other.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span)
        );
    }

    /// <summary>
    /// The key of the process that started this one; null: it was given none. Processes that this one starts do not have it.
    /// </summary>
    public static DotNettySslSetup? Inherited()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } key)
            return null;
        Environment.SetEnvironmentVariable(Variable, null);
        return Tls(key);
    }
}

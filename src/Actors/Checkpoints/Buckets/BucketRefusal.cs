using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Nas.Model;

namespace Actors.Checkpoints.Buckets;

/// <summary>Says what is wrong with a bucket, in a sentence with key and remedy.</summary>
internal static class BucketRefusal
{
    public static UserException For(S3Settings settings, Exception cause)
    {
        var (bucket, where) = (settings.Bucket, settings.Where);
        return new UserException(
            cause switch
            {
                AmazonS3Exception { ErrorCode: "NoSuchBucket" } =>
                    $"s3.bucket: there is no bucket '{bucket}' at {where}: make it, or name one that is there.",
                AmazonS3Exception { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect }
                or AmazonS3Exception { ErrorCode: "AuthorizationHeaderMalformed" } =>
                    $"s3.region: the bucket '{bucket}' is not in the region {settings.Region ?? "that was found"}: {Words(cause)}.",
                AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
                    $"s3.bucket: {where} does not let this node write, read, list and delete in the bucket '{bucket}' ({refused.ErrorCode}): {Credentials} who may.",
                AmazonS3Exception { StatusCode: >= HttpStatusCode.InternalServerError } =>
                    $"s3.endpoint: {where} is not ready ({Words(cause)}): start the node again when it is.",
                AmazonS3Exception =>
                    $"s3.endpoint: {where} does not answer as an S3-compatible store does ({Words(cause)}): give the URL of one.",
                HttpRequestException or TimeoutException or AmazonServiceException =>
                    $"s3.endpoint: {where} cannot be reached ({Words(cause)}): give the URL of an S3-compatible store that is up.",
                AmazonClientException when IsOfRegion(settings, cause) =>
                    $"s3.region: it is not known where the bucket '{bucket}' is: name its region, or an endpoint.",
                AmazonClientException => $"s3.bucket: there are no credentials for {where} ({Words(cause)}): {Credentials} who may enter.",
                _ => $"s3.bucket: '{bucket}' at {where} cannot be used: {Words(cause)}.",
            },
            cause
        );
    }

    private const string Credentials =
        "give the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), the profile (AWS_PROFILE) or the machine's role credentials of somebody";

    private static bool IsOfRegion(S3Settings settings, Exception cause) =>
        settings is { Endpoint: null, Region: null } && cause.Message.Contains("RegionEndpoint", StringComparison.Ordinal);

    /// <summary>
    /// The first line of whoever refused, without the sentence that announces the next lines; what the SDK wraps around it says less.
    /// </summary>
    public static string Words(Exception cause)
    {
        var first = cause is AmazonS3Exception refused
            ? $"{(int)refused.StatusCode} {refused.ErrorCode}: {refused.Message}"
            : cause.GetBaseException().Message;
        var line = first.Split('\n')[0].TrimEnd(' ', '\r');
        if (line.EndsWith(':') && line.LastIndexOf(". ", StringComparison.Ordinal) is > 0 and var end)
            line = line[..end];
        return line.TrimEnd('.', ' ');
    }
}

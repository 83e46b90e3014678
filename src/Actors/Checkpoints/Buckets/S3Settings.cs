using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Actors.Checkpoints.Buckets;

/// <summary>
/// A bucket of an S3-compatible store. Who may enter is no setting: credentials are found as every program of the AWS SDK finds them
/// (environment, profile, role of the machine), so that none lie in files, journals or logs.
/// </summary>
public sealed record S3Settings
{
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")]
    public required string Bucket { get; init; }

    /// <summary>Folder of the cluster in the bucket; null: the bucket is the cluster's own.</summary>
    [RegularExpression("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")]
    public string? Prefix { get; init; }

    /// <summary>URL of the store; null: Amazon's own, in <see cref="Region"/>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region of the bucket. Null: as the AWS SDK finds it; where there is an <see cref="Endpoint"/>, us-east-1.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The bucket's name stands in the path of addresses, not in the host's name. Null: where there is an <see cref="Endpoint"/>.
    /// </summary>
    public bool? PathStyle { get; init; }

    /// <summary>The store's address, for people.</summary>
    [JsonIgnore]
    public string Where => Endpoint ?? "Amazon S3";
}

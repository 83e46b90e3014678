using Akka.Actor;

namespace Actors.Checkpoints;

/// <summary>The stores of all searches' blobs. A blob that one search no longer refers to is no other's business.</summary>
public interface IBlobStores
{
    /// <exception cref="StoreUnwritableException">The store cannot be opened.</exception>
    IBlobStore Of(string searchId);
}

/// <summary>
/// Content-addressed files: weights, optimiser and sampler state, settings. A blob's id is the lower-case hex SHA-256 of its bytes.
/// Safe to use from several threads and several processes at once; calls block on the disk.
/// </summary>
public interface IBlobStore
{
    /// <summary>A path that no one else uses, on the store's own file system, for a file that <see cref="Put"/> takes in.</summary>
    string NewTempPath();

    /// <summary>
    /// Takes in a complete file: when this returns, the blob survives a power cut. The file at <paramref name="tempPath"/> is gone, also
    /// after a failure. Storing equal bytes twice is one blob.
    /// </summary>
    /// <returns>The blob's id.</returns>
    /// <exception cref="StoreUnwritableException">Disk full, read-only.</exception>
    string Put(string tempPath);

    /// <summary>Finds a blob and makes sure that it is what its id says; a damaged one is moved aside and never given out.</summary>
    BlobAnswer Find(string id);

    /// <summary>
    /// Deletes the blobs that are neither in <paramref name="referenced"/> nor so young that the report naming them may still be under way.
    /// </summary>
    /// <returns>Number of blobs deleted.</returns>
    int DeleteUnreferenced(IReadOnlySet<string> referenced);
}

/// <summary>The result of looking for a blob.</summary>
public abstract record BlobAnswer(string Id) : INoSerializationVerificationNeeded;

/// <summary>The blob is here, and its bytes were checked.</summary>
public sealed record BlobFound(string Id, string Path) : BlobAnswer(Id);

public sealed record BlobMissing(string Id) : BlobAnswer(Id);

/// <summary>A file was there whose bytes are not those the id names.</summary>
public sealed record BlobDamaged(string Id) : BlobAnswer(Id);

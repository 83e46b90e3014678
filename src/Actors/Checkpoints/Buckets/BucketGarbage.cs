namespace Actors.Checkpoints.Buckets;

/// <summary>
/// Decides which of a search's blobs in the bucket are deleted: those that nobody has referred to for as long as a report may be under way.
/// That time counts from when they were first seen so: the date of a large file in a bucket is when its upload began, and clocks differ.
/// </summary>
internal sealed class BucketGarbage(TimeProvider time)
{
    private Dictionary<StoredBlob, long> _since = [];

    /// <returns>Number of blobs deleted.</returns>
    public async Task<int> CollectAsync(
        S3Bucket bucket,
        string searchId,
        IReadOnlySet<string> referenced,
        CancellationToken cancellation = default
    )
    {
        var deleted = 0;
        foreach (var blob in Due(await bucket.BlobsOf(searchId, cancellation), referenced))
        {
            if (await bucket.DeleteAsync(searchId, blob, cancellation))
                deleted++;
        }
        await bucket.DropAbandonedUploads(searchId, cancellation);
        return deleted;
    }

    /// <param name="stored">All that the bucket has now.</param>
    public IReadOnlyList<StoredBlob> Due(IEnumerable<StoredBlob> stored, IReadOnlySet<string> referenced)
    {
        var now = time.GetTimestamp();
        // One that was stored again has another date, and is new here.
        _since = stored
            .Where(blob => !referenced.Contains(blob.Id))
            .Distinct()
            .ToDictionary(blob => blob, blob => _since.GetValueOrDefault(blob, now));
        return [.. _since.Where(seen => time.GetElapsedTime(seen.Value, now) > FileBlobStore.InFlight).Select(seen => seen.Key)];
    }
}

namespace Actors.Checkpoints;

/// <summary>Small texts as blobs: a search's settings.</summary>
public static class BlobText
{
    /// <inheritdoc cref="IBlobStore.Put"/>
    public static string PutText(this IBlobStore store, string text)
    {
        ArgumentNullException.ThrowIfNull(store);
        var path = store.NewTempPath();
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (StoreUnwritableException.IsCause(e))
        {
            throw StoreUnwritableException.For(Path.GetDirectoryName(path)!, e);
        }
        return store.Put(path);
    }
}

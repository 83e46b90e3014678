namespace Actors.Dispatch;

/// <summary>The nodes whose devices take no more work. Kept as long as their keepers go on saying so.</summary>
internal sealed class ClosedNodes
{
    private readonly Dictionary<string, DateTimeOffset> _until = [];

    public void Close(string node, DateTimeOffset until) => _until[node] = until;

    public void Open(string node) => _until.Remove(node);

    public bool Has(string? node) => node is not null && _until.ContainsKey(node);

    public void Forget(DateTimeOffset now)
    {
        foreach (var (node, _) in _until.Where(n => n.Value <= now).ToList())
            _until.Remove(node);
    }
}

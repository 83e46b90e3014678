namespace Actors.Dispatch;

/// <summary>Searches that wait for their devices to save and stop.</summary>
internal sealed class Suspensions
{
    private readonly Dictionary<string, (HashSet<long> Tokens, DateTimeOffset Until)> _waiting = [];

    /// <summary>
    /// Waits for the leases with these tokens to end, but not for longer than that. Without any, the search is idle at once. Said again,
    /// the first time limit stands.
    /// </summary>
    public void Add(string searchId, IEnumerable<long> tokens, DateTimeOffset until) =>
        _waiting[searchId] = ([.. tokens], _waiting.TryGetValue(searchId, out var earlier) ? earlier.Until : until);

    public void Ended(Lease lease)
    {
        if (_waiting.TryGetValue(lease.SearchId, out var waiting))
            waiting.Tokens.Remove(lease.Token);
    }

    /// <summary>The searches that wait no longer, each once.</summary>
    public IReadOnlyList<string> TakeIdle(DateTimeOffset now)
    {
        string[] idle = [.. _waiting.Where(w => w.Value.Tokens.Count == 0 || w.Value.Until <= now).Select(w => w.Key)];
        foreach (var search in idle)
            _waiting.Remove(search);
        return idle;
    }
}

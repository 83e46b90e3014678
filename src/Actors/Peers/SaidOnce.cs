namespace Actors.Peers;

/// <summary>Tells what was said within this minute, and says no to everything once that is very much.</summary>
internal sealed class SaidOnce(TimeProvider time)
{
    private const int Most = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private long _since;

    public bool IsNew(string words)
    {
        lock (_gate)
        {
            if (_said.Count == 0 || time.GetElapsedTime(_since) >= Minute)
            {
                _said.Clear();
                _since = time.GetTimestamp();
            }
            return _said.Count < Most && _said.Add(words);
        }
    }
}

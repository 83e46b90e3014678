using Actors.Search.Reading;

namespace Seed.Progress;

/// <summary>Shows a search's progress to whoever looks at standard error.</summary>
public interface IProgressDisplay : IAsyncDisposable
{
    /// <summary>Called from any thread, as often as there is news.</summary>
    void Show(SearchProgress progress);

    /// <summary>A line of its own, from any thread.</summary>
    void Say(string line);
}

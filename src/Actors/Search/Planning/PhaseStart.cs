using System.Collections.Immutable;
using Actors.Search.State;

namespace Actors.Search.Planning;

public abstract record PhaseStart
{
    /// <summary>Its inputs are not known yet.</summary>
    public sealed record Later : PhaseStart
    {
        public static readonly Later Instance = new();
    }

    public sealed record Train(TrainingSpec Spec, string? Note = null) : PhaseStart;

    public sealed record Explore(CandidateSpec Spec, string? Note = null) : PhaseStart;

    /// <summary>Somebody else's code says what, which may take its time: it is asked on a thread of its own.</summary>
    /// <param name="Ask">A pure function, which answers with one of the others, and throws nothing.</param>
    /// <param name="Late">The answer where the code gives none within the patience.</param>
    public sealed record AskPlugin(Func<PhaseStart> Ask, TimeSpan Patience, Impossible Late) : PhaseStart;

    /// <summary>It never can: the search fails with this sentence.</summary>
    public sealed record Impossible(string Reason) : PhaseStart;
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Plugins;

/// <summary>
/// A further phase of a search: says what is scored next, from what the phases before it have found. It is asked once they are all over, on a
/// thread of its own; its answer is checked and journaled, and asked for again only where it was lost on its way. So it has to be a function of
/// the context and of its options, and of nothing else. What it throws, an answer that cannot be followed, or none within
/// <c>strategy.patience</c>, stops the search with a sentence; the search can go on later.
/// </summary>
[PluginContract("phase")]
public interface ISearchPhase
{
    PhasePlan Plan(PhaseContext context);
}

/// <summary>What a phase may use for its plan.</summary>
/// <param name="Space">Of the whole search, with its constraint.</param>
/// <param name="Before">The phases before, in their order; one of them at least has scored a candidate.</param>
/// <param name="Random">A function of (seed, number of the phase) alone.</param>
public sealed record PhaseContext(ConstrainedSpace Space, ImmutableArray<PhaseFindings> Before, RandomStream Random);

/// <summary>What a phase came to.</summary>
/// <param name="Best">Its scored candidates, the best first: the thousand best where there are more.</param>
/// <param name="FirstSample">Number of the first evaluation of each; see <see cref="PhasePlan.FirstSample"/>.</param>
/// <param name="Samples">Evaluations of each.</param>
public sealed record PhaseFindings(string Name, int Proposed, int Failed, ImmutableArray<Observation> Best, int FirstSample, int Samples);

/// <summary>
/// What is scored. The search's result is the best candidate of its last phase and of those before it that were scored with the same samples:
/// what is scored with other samples stands in place of what was found before, what is scored with the same competes with it.
/// </summary>
public sealed record PhasePlan
{
    /// <summary>At most so many architectures can be listed.</summary>
    public const int MostListed = 10_000;

    /// <summary>Each of these once, in this order: all different, inside the space and its constraint.</summary>
    public static PhasePlan Score(IEnumerable<Architecture> architectures) => new() { Architectures = [.. architectures] };

    /// <param name="strategy">One of Langevin's own, or of an assembly that the search uses anyway.</param>
    /// <param name="candidates">To propose.</param>
    /// <param name="options">The strategy's; null: as they are by default.</param>
    public static PhasePlan Explore(string strategy, int candidates, JsonObject? options = null) => new() { Strategy = strategy, Candidates = candidates, Options = options ?? [] };

    private PhasePlan()
    {
    }

    /// <summary>Null where a strategy proposes.</summary>
    public ImmutableArray<Architecture>? Architectures { get; private init; }

    public string Strategy { get; private init; } = "";

    public int Candidates { get; private init; }

    public JsonObject Options { get; private init; } = [];

    /// <summary>What the strategy may propose; null: everything inside the search's constraint.</summary>
    public OptionMask? Within { get; init; }

    /// <summary>
    /// Number of the first evaluation of each architecture, which its evaluator is told and which its noise follows from. Those of the search's
    /// first phase have the numbers from 0 on.
    /// </summary>
    public int FirstSample { get; init; }

    /// <summary>Evaluations of each architecture, whose mean is its score; null: as many as in the search's first phase.</summary>
    public int? Samples { get; init; }

    /// <summary>One line for people, part of the history: what is done, and why.</summary>
    public string? Note { get; init; }
}

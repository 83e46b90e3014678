using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Strategies;
using Nas.Model.Plugins;
using Nas.Model.Randomness;
using Nas.Model.Spaces;

namespace Actors.Plugins;

/// <summary>
/// A further phase of a search: says what is scored or trained next, from what the phases before it have found. It is asked once they are
/// all over, on a thread of its own; its answer is checked and journaled, and asked for again only where it was lost on its way. So it has
/// to be a function of the context and of its options, and of nothing else. What it throws, an answer that cannot be followed, or none
/// within the patience of the strategy before it stops the search with a sentence; the search can go on later.
/// </summary>
[PluginContract("phase")]
public interface ISearchPhase
{
    PhasePlan Plan(PhaseContext context);
}

/// <summary>The space, findings, weights and random numbers that a phase may use for its plan.</summary>
/// <param name="Space">Space of the phase of the method that it follows, whole, with its constraint.</param>
/// <param name="Before">
/// Findings of that phase and of the phases of plug-ins since then that scored candidates, in their order; one of them at least has scored
/// one.
/// </param>
/// <param name="Random">A function of (seed, number of the phase) alone.</param>
public sealed record PhaseContext(ConstrainedSpace Space, ImmutableArray<PhaseFindings> Before, RandomStream Random)
{
    /// <summary>
    /// Weights that can score candidates, and be gone on from; those that the search began with first. None in a black-box search.
    /// </summary>
    public ImmutableArray<SharedWeights> Weights { get; init; } = [];

    /// <summary>Networks that phases before it had trained from scratch, in their order.</summary>
    public ImmutableArray<Trial> Trials { get; init; } = [];
}

/// <summary>The result of a phase.</summary>
/// <param name="Best">Its scored candidates, the best first: the thousand best where there are more. All are complete.</param>
/// <param name="FirstSample">Number of the first evaluation of each; see <see cref="PhasePlan.FirstSample"/>.</param>
/// <param name="Samples">Evaluations of each.</param>
public sealed record PhaseFindings(string Name, int Proposed, int Failed, ImmutableArray<Observation> Best, int FirstSample, int Samples)
{
    /// <summary>The weights that scored: <see cref="SharedWeights.Phase"/>; null in a black-box search.</summary>
    public string? Weights { get; init; }
}

/// <summary>Weights that architectures share.</summary>
/// <param name="Phase">The phase that made them.</param>
/// <param name="Sets">Posterior samples; of a supernet itself, one.</param>
/// <param name="AreSamples">Whether they are posterior samples. False: a supernet, as its training left it.</param>
public sealed record SharedWeights(string Phase, int Sets, bool AreSamples);

/// <summary>A network that was trained from scratch.</summary>
/// <param name="Seed">Number of the training among those of its architecture; those of equal numbers began alike and saw the same
/// minibatches.</param>
/// <param name="Score">
/// Score on all validation images: top-1 accuracy, or average precision as the proxy measures it. Nobody but the final report sees test
/// images.
/// </param>
/// <param name="Measures">All that was measured, by name.</param>
public sealed record Trial(
    string Phase,
    Architecture Architecture,
    int Seed,
    int Steps,
    double Score,
    ImmutableSortedDictionary<string, double> Measures
);

/// <summary>
/// The work of a phase: it <see cref="Score"/>s or <see cref="Explore"/>s candidates, trains shared weights further
/// (<see cref="TrainShared"/>), draws samples of them (<see cref="DrawSamples"/>), or trains architectures by themselves
/// (<see cref="TrainAlone"/>).
/// </summary>
/// <remarks>
/// The result of the phases is the best candidate of the last of them that scored any, and of those before it that were scored with the
/// same samples:
/// what is scored with other samples stands in place of what was found before, what is scored with the same competes with it. A method's
/// own phases go on with it.
/// </remarks>
public sealed record PhasePlan
{
    /// <summary>Most architectures that can be listed.</summary>
    public const int MostListed = 10_000;

    /// <summary>Most networks that can be trained by themselves.</summary>
    public const int MostTrained = 1000;

    private PhasePlan(PhasePlanKind kind) => Kind = kind;

    public PhasePlanKind Kind { get; }

    /// <summary>The architectures that are listed; null where none are.</summary>
    public ImmutableArray<Architecture>? Architectures { get; private init; }

    public string Strategy { get; private init; } = "";

    public int Candidates { get; private init; }

    public JsonObject Options { get; private init; } = [];

    /// <summary>Steps of a training; null: as the search file says for the method's own phase of the kind.</summary>
    public int? Steps { get; private init; }

    /// <summary>Networks of each architecture that is trained by itself.</summary>
    public int Seeds { get; private init; }

    /// <summary>
    /// The options that the strategy may propose, or along whose paths shared weights are trained and sampled; null: everything inside the
    /// search's constraint.
    /// </summary>
    public OptionMask? Within { get; init; }

    /// <summary>
    /// <see cref="SharedWeights.Phase"/> of those that score, or that training and sampling start from; null: those that scored in the
    /// method's own phase before, or the supernet behind these.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Number of the first evaluation of each architecture, which its evaluator is told and which its noise follows from, or of the first
    /// of the posterior samples that score. Those of the search's first phase have the numbers from 0 on.
    /// </summary>
    public int FirstSample { get; init; }

    /// <summary>
    /// Evaluations of each architecture, whose mean is its score; null: as many as in the search's first phase, or as the weights have
    /// sets.
    /// </summary>
    public int? Samples { get; init; }

    /// <summary>The best of this phase stands in place of what was found before, whatever that was scored with.</summary>
    public bool Supersedes { get; init; }

    /// <summary>A line for people, part of the history: what is done, and why.</summary>
    public string? Note { get; init; }

    /// <summary>Each of these is scored once, in this order: all different, inside the space and its constraint.</summary>
    public static PhasePlan Score(IEnumerable<Architecture> architectures) =>
        new(PhasePlanKind.Score) { Architectures = [.. architectures] };

    /// <param name="strategy">Name of the strategy: one of Langevin's own, or of an assembly that the search uses anyway.</param>
    /// <param name="candidates">Number of candidates to propose.</param>
    /// <param name="options">The strategy's; null: as they are by default.</param>
    public static PhasePlan Explore(string strategy, int candidates, JsonObject? options = null) =>
        new(PhasePlanKind.Explore)
        {
            Strategy = strategy,
            Candidates = candidates,
            Options = options ?? [],
        };

    /// <summary>
    /// The supernet learns on, from weights of one, with the rate and all else that the search file says for the method's own.
    /// </summary>
    /// <param name="steps">Steps of the training; null: as many as the method's own has.</param>
    public static PhasePlan TrainShared(int? steps = null) => new(PhasePlanKind.TrainShared) { Steps = steps };

    /// <summary>Posterior samples as the search file says, around the weights of a supernet.</summary>
    public static PhasePlan DrawSamples() => new(PhasePlanKind.DrawSamples);

    /// <summary>
    /// Each of these is trained from scratch, as the method's own last training is, and measured on validation images:
    /// <see cref="PhaseContext.Trials"/>.
    /// </summary>
    /// <param name="seeds">Networks of each architecture.</param>
    /// <param name="steps">Steps of a training; null: as many as in the method's own last training.</param>
    public static PhasePlan TrainAlone(IEnumerable<Architecture> architectures, int seeds = 1, int? steps = null) =>
        new(PhasePlanKind.TrainAlone)
        {
            Architectures = [.. architectures],
            Seeds = seeds,
            Steps = steps,
        };
}

/// <summary>The kinds of work that a phase can do.</summary>
public enum PhasePlanKind
{
    Score,
    Explore,
    TrainShared,
    DrawSamples,
    TrainAlone,
}

using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Reading.Questions;

/// <summary>Why an architecture is no result of a search, or not its result.</summary>
/// <param name="Answer">outside-space, outside-constraint, partial, scored, failed, open or never-proposed.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Canonical">The form that stands for the architecture; null outside the space.</param>
/// <param name="Candidate">The candidate that it is, or that is the same network.</param>
public sealed record WhyNotAnswer(
    string Answer,
    string Sentence,
    string Phase,
    string? Canonical,
    long? Madds,
    long? Parameters,
    int? Candidate
);

public static class WhyNot
{
    /// <param name="journal">The events from the first; called several times.</param>
    /// <param name="phase">Candidate phase that is asked about; null: the one that decides.</param>
    /// <exception cref="UserException">The search has not come to that phase.</exception>
    public static WhyNotAnswer Of(Func<IEnumerable<ISearchEvent>> journal, string? phase, string text)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var state = journal().Aggregate(SearchState.NotStarted, (folded, @event) => folded.Apply(@event));
        var candidates = phase is null ? SearchViewing.AskedPhase(state) : state.Candidates(phase);
        if (candidates is null)
            throw new UserException(
                phase is null
                    ? "The search has not begun to propose candidates: see langevin status."
                    : $"The search has no phase '{phase}' in which candidates were proposed: see langevin status."
            );
        var space = MethodSciences
            .Spaces(MethodSciences.Read(state.Settings))
            .Open(candidates.Spec.Space, new CostRange(candidates.Spec.MinCost, candidates.Spec.MaxCost));
        return Of(space, candidates, text, canonical => CandidateStory.Of(journal, candidates.Name, canonical));
    }

    private static WhyNotAnswer Of(ConstrainedSpace space, CandidatePhase phase, string text, Func<string, CandidateStory?> find)
    {
        Architecture asked;
        try
        {
            asked = space.Space.Parse(text);
        }
        catch (UserException cause)
        {
            return new("outside-space", $"It is outside the space: {cause.Message}", phase.Name, null, null, null, null);
        }
        var canonical = space.Space.Canonical(asked);
        var form = space.Space.Format(canonical);
        var answer = new WhyNotAnswer(
            "",
            "",
            phase.Name,
            form,
            space.Space.MAdds.Of(canonical),
            space.Space.Parameters.Of(canonical),
            null
        );
        if (find(form) is { } story)
        {
            var what =
                form == space.Space.Format(asked)
                    ? $"It is candidate {story.Index}"
                    : $"It is the same network as candidate {story.Index}, {form},";
            return answer with
            {
                Answer = story.Status,
                Sentence = $"{what} of {phase.Name}{Outcome(story, phase)}",
                Candidate = story.Index,
            };
        }
        if (!space.Mask.Allows(canonical))
        {
            var decision = space.Space.Decisions[
                Enumerable.Range(0, canonical.Choices.Length).First(i => space.Mask.Options[i].BinarySearch(canonical.Choices[i]) < 0)
            ];
            return answer with
            {
                Answer = "outside-space",
                Sentence = $"It is outside what {phase.Name} explores: decision {decision.Name} may not be so there.",
            };
        }
        if (!space.Contains(canonical))
            return answer with { Answer = "outside-constraint", Sentence = Outside(space, canonical) };
        if (!space.Space.IsComplete(canonical))
            return answer with
            {
                Answer = "partial",
                Sentence = "It leaves decisions open: it could be scored to guide the strategy, but never be the result.",
            };
        var left = phase.Completed
            ? $"the phase is over after {Number(phase.Proposed)} candidates"
            : $"{Number(phase.Proposed)} of {Number(phase.Spec.Budget)} candidates are proposed";
        return answer with
        {
            Answer = "never-proposed",
            Sentence = $"It was never proposed, and nothing forbids it: it has {Number(answer.Madds!.Value)} MAdds; {left}.",
        };
    }

    private static string Outcome(CandidateStory story, CandidatePhase phase)
    {
        if (story.Status == "failed")
            return $", which failed ({story.Failure}): {story.Reason}";
        if (story.Status == "open")
            return ", whose result is still open.";
        var score = story.Score!.Value.ToString("0.0000", CultureInfo.InvariantCulture);
        if (story.IsPartial)
            return $", with a score of {score}: it leaves decisions open, so that it guides the strategy but is no result.";
        if (phase.Best?.Index == story.Index)
            return $", with a score of {score}: the best of all.";
        return phase.Best is not { } best
            ? $", with a score of {score}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $", with a score of {score}, where candidate {best.Index} has {best.Score:0.0000}."
            );
    }

    private static string Outside(ConstrainedSpace space, Architecture architecture)
    {
        var (below, above) = space.Nearest();
        ImmutableArray<string> nearest =
        [
            .. new[] { (Value: below, Side: "below"), (Value: above, Side: "above") }
                .Where(one => one.Value is not null)
                .Select(one => $"{Number(one.Value!.Value)} {one.Side}"),
        ];
        var cost = space.Measure.Cost.Of(architecture);
        return $"It does not meet the constraint: it has {Number(cost)} {space.Measure.Unit}, {Number(Math.Abs(cost - (cost < space.Range.Min ? space.Range.Min : space.Range.Max)))} "
            + $"{(cost < space.Range.Min ? "too few" : "too many")} for {Number(space.Range.Min)} to {Number(space.Range.Max)}"
            + (nearest.IsEmpty ? "." : $"; outside that range the nearest that the space has are {string.Join(" and ", nearest)}.");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

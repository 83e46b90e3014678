using System.CommandLine;
using System.Globalization;
using Actors.Search.Reading.Questions;
using Nas.Model;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Tells the story of one candidate.</summary>
public sealed class WhyCommand : SearchQueryCommand
{
    public WhyCommand(Terminal terminal)
        : base(
            "why",
            "How a candidate came about and what became of it: parents, random draws, scores, devices, failures, times.",
            terminal
        )
    {
        var candidate = new Argument<string>("CANDIDATE") { Description = "Its number, PHASE:NUMBER, or its canonical text." };
        Arguments.Insert(0, candidate);
        Examples = ["langevin why 12 runs/quickstart", "langevin why chain-search:3 runs/quickstart --json"];
        SetAction(parsed =>
        {
            var (search, text) = (SearchOf(parsed), parsed.GetRequiredValue(candidate));
            Print(
                Terminal,
                parsed.GetValue(Json),
                Story(search.Reader.Events, text)
                    ?? throw new UserException(
                        $"{search.Directory}: has no candidate {text}; see langevin history, or ask langevin why-not for an architecture."
                    ),
                Text
            );
        });
    }

    private static CandidateStory? Story(Func<IEnumerable<Actors.Search.State.Events.ISearchEvent>> journal, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        // Texts of architectures have colons too, but no phase is called by a number.
        var phase = colon > 0 && !char.IsAsciiDigit(text[0]) ? text[..colon] : null;
        var rest = phase is null ? text : text[(colon + 1)..];
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? CandidateStory.Of(journal, phase, index)
            : CandidateStory.Of(journal, phase, rest);
    }

    private static string Text(CandidateStory story)
    {
        var lines = new List<string>
        {
            $"candidate {story.Index} of {story.Phase}: {story.Architecture}",
            $"  {story.Madds:N0} MAdds, {story.Parameters:N0} parameters{(story.IsPartial ? ", something is left to decide" : "")}",
            $"  origin: {story.Origin}{(story.Parents.IsEmpty ? "" : $" (parents: {string.Join(", ", story.Parents)})")}, when {story.Observed} results were known",
        };
        if (story.Stream is { } stream)
            lines.Add($"  random numbers: seed {stream.Seed}, \"{stream.Purpose}\", {stream.Phase}, {stream.Proposal}");
        lines.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  proposed {story.Proposed:u}{(story.Decided is { } decided ? $", decided {decided:u}" : "")}"
            )
        );
        lines.Add(
            story switch
            {
                { Score: { } score } => string.Create(
                    CultureInfo.InvariantCulture,
                    $"  scored {score:0.000000}{(story.StandardError is { } error ? $" ± {error:0.000000}" : "")}"
                ),
                { Status: "failed" } => $"  failed ({story.Failure}): {story.Reason}",
                _ => "  its result is still open",
            }
        );
        lines.AddRange(
            story.Samples.Select(sample =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {sample.Score:0.000000} with {sample.Weights} on {sample.Device}, {(sample.Reused ? "known from before" : $"{sample.Seconds:0.0} s")}{(sample.BatchDivisor > 0 ? $", minibatches 1/{sample.BatchDivisor} as large" : "")}"
                )
            )
        );
        lines.AddRange(
            story.Attempts.Select(attempt =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {attempt.At:u} sample {attempt.Sample} on {attempt.Device}: {attempt.Failure}, {attempt.Reason}{(attempt.Held ? "" : " (not held against it)")}"
                )
            )
        );
        return string.Join(Environment.NewLine, lines);
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using Actors.Search.State.Events;
using Seed.Commands;
using Seed.Output;

namespace Seed.Tests.Recipes;

/// <summary>A query of a journal by CONTRIBUTING's recipe: how many candidates a phase has proposed.</summary>
internal sealed class ToyQueryCommand : SearchQueryCommand
{
    public ToyQueryCommand(Terminal terminal)
        : base("how-many", "How many candidates each phase has proposed.", terminal)
    {
        SetAction(
            (parsed, _) =>
            {
                var counts = SearchOf(parsed).Reader.Events().OfType<CandidateProposed>().CountBy(proposed => proposed.Phase);
                Print(
                    Terminal,
                    parsed.GetValue(Json),
                    new ProposedCounts(counts.ToImmutableSortedDictionary(StringComparer.Ordinal)),
                    Text
                );
                return Task.FromResult(ExitCodes.Done);
            }
        );
    }

    private static string Text(ProposedCounts counts) => string.Join(", ", counts.Phases.Select(phase => $"{phase.Key}: {phase.Value}"));
}

internal sealed record ProposedCounts(ImmutableSortedDictionary<string, int> Phases);

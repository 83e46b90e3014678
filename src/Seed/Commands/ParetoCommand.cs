using System.Collections.Immutable;
using Actors.Search.Reading;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Output;

namespace Seed.Commands;

/// <summary>The architectures of a search that no other dominates.</summary>
public sealed class ParetoCommand : SearchQueryCommand
{
    public ParetoCommand(Terminal terminal)
        : base("pareto", "The Pareto front of score against cost.", terminal)
    {
        SetAction(
            async (parsed, _) =>
            {
                var search = SearchOf(parsed);
                var view = await SearchArchive.ViewAsync(search);
                // A front of one may mean that there was nothing to trade: only the candidates know.
                var candidates = view.Pareto.Length == 1 ? (await SearchArchive.ReadAsync(search)).Candidates : [];
                Print(Terminal, parsed.GetValue(Json), ParetoView.Of(view, candidates), Text);
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(ParetoView front)
    {
        if (front.Note is { } note)
            return note;
        var table = new TextTable("candidate", "score", front.CostUnit ?? "cost", "parameters", "architecture");
        foreach (var candidate in front.Front)
            table.Add(candidate.Index, CandidateText.Score(candidate), candidate.Madds, candidate.Parameters, candidate.Architecture);
        return table.ToString();
    }
}

/// <param name="Note">Why there is no front worth the name; null where there is one.</param>
public sealed record ParetoView(string Search, ImmutableArray<CandidateView> Front, string? Note)
{
    /// <summary>Unit of a candidate's cost; null: it has none.</summary>
    public string? CostUnit { get; init; }

    /// <param name="candidates">Candidates of all phases; they may be left out where the front has several members.</param>
    public static ParetoView Of(SearchView view, ImmutableArray<CandidateView> candidates)
    {
        var settings = MethodSciences.Read(view.Settings);
        return new ParetoView(settings.Name, view.Pareto, view.Pareto is [var only] ? NoteOf(only, candidates, settings.CostUnit) : null)
        {
            CostUnit = settings.CostUnit,
        };
    }

    private static string? NoteOf(CandidateView only, ImmutableArray<CandidateView> candidates, string? unit)
    {
        if (unit is null)
            return "The candidates of this search have no cost, so there is no front of score against cost: see langevin best.";
        var phase = candidates.Where(candidate => candidate.Phase == only.Phase).ToArray();
        return phase.Length > 1 && phase.All(candidate => candidate.Madds == only.Madds)
            ? $"All {phase.Length:N0} candidates of {only.Phase} cost the same {only.Madds:N0} Multiply-Adds, so there is no front of score against cost: see langevin best."
            : null;
    }
}

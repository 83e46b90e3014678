using System.Collections.Immutable;
using System.Globalization;
using Actors.Search.Reading;
using Nas.Model;
using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.Results;

namespace Seed.Commands;

/// <summary>The best architecture of a search.</summary>
public sealed class BestCommand : SearchQueryCommand
{
    public BestCommand(Terminal terminal)
        : base("best", "The best architecture found so far, and how it did when trained from scratch.", terminal)
    {
        SetAction(
            async (parsed, _) =>
            {
                var search = SearchOf(parsed);
                var result = MethodFaces.Result(SearchOutcome.Of(await SearchArchive.ViewAsync(search), [], dataNotice: null));
                Print(Terminal, parsed.GetValue(Json), BestView.Of(search.Directory, result), best => Text(best, result));
                return ExitCodes.Done;
            }
        );
    }

    private static string Text(BestView best, ISearchResult result)
    {
        var score = string.Create(CultureInfo.InvariantCulture, $"{result.ScoreName} {best.Score:0.0000}");
        return string.Join(
            Environment.NewLine,
            [
                best.Architecture,
                result.Outcome.Settings.CostUnit is { } unit ? $"{best.Madds:N0} {unit}, {best.Parameters:N0} parameters, {score}" : score,
                .. result.Trained,
            ]
        );
    }
}

/// <param name="Final">The search phase is over: no better one will come.</param>
/// <param name="Retrained">The networks trained at the end, as the search's method compares them.</param>
public sealed record BestView(
    string Search,
    bool Final,
    int Index,
    string Architecture,
    long Madds,
    long Parameters,
    double? Score,
    double? StandardError,
    ImmutableArray<double> Scores,
    object Retrained
)
{
    /// <exception cref="UserException">No architecture has been scored yet.</exception>
    public static BestView Of(string directory, ISearchResult result)
    {
        var view = result.Outcome.View;
        var best = view.Best ?? throw new UserException($"{directory}: no architecture has been scored yet; see langevin status");
        var final = view.Phases.Any(phase => phase.Name == best.Phase && phase.Status == PhaseStatus.Completed);
        return new BestView(
            result.Outcome.Settings.Name,
            final,
            best.Index,
            best.Architecture,
            best.Madds,
            best.Parameters,
            best.Score,
            best.StandardError,
            best.Scores,
            result.TrainedNumbers
        );
    }
}

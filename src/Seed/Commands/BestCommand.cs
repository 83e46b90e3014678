using System.Collections.Immutable;
using Actors.Search;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Output;
using Seed.Results;
using Seed.Running;

namespace Seed.Commands;

/// <summary>The best architecture of a search.</summary>
public sealed class BestCommand : SearchQueryCommand
{
    public BestCommand(Terminal terminal)
        : base("best", "The best architecture found so far, and how it did when trained from scratch.", terminal)
    {
        SetAction(async (parsed, _) =>
        {
            var directory = DirectoryOf(parsed);
            Print(Terminal, parsed.GetValue(Json), BestView.Of(directory, await SearchArchive.ViewAsync(directory)), Text);
            return ExitCodes.Done;
        });
    }

    private static string Text(BestView best)
    {
        var lines = new List<string> { best.Architecture, $"{best.Madds:N0} MAdds, {best.Parameters:N0} parameters, proxy score {best.Score:0.0000}" };
        lines.AddRange(best.Retrained.Where(row => row.TestAccuracy is not null).Select(row => $"trained from scratch: {row.Role} {Summary.Percent(row.TestAccuracy!.Value)} of the test images"));
        return string.Join(Environment.NewLine, lines);
    }
}

/// <param name="Final">The search phase is over: no better one will come.</param>
public sealed record BestView(
    string Search, bool Final, int Index, string Architecture, long Madds, long Parameters, double? Score, double? StandardError,
    ImmutableArray<double> Scores, ImmutableArray<ComparisonRow> Retrained)
{
    /// <exception cref="UserException">No architecture has been scored yet.</exception>
    public static BestView Of(string directory, SearchView view)
    {
        var best = view.Best ?? throw new UserException($"{directory}: no architecture has been scored yet; see langevin status");
        var final = view.Phases.Any(phase => phase.Name == best.Phase && phase.Status == PhaseStatus.Completed);
        return new BestView(
            SettingsJson.Read(view.Settings).Name, final, best.Index, best.Architecture, best.Madds, best.Parameters, best.Score, best.StandardError,
            best.Scores, Comparison.Of(view));
    }
}

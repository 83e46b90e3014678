using System.Collections.Immutable;
using Actors.Search;
using Nas.Model.Settings;
using Seed.Output;
using Seed.Running;

namespace Seed.Commands;

/// <summary>The architectures of a search that no other dominates.</summary>
public sealed class ParetoCommand : SearchQueryCommand
{
    public ParetoCommand(Terminal terminal)
        : base("pareto", "The Pareto front of score against MAdds.", terminal)
    {
        SetAction(async (parsed, _) =>
        {
            var view = await SearchArchive.ViewAsync(DirectoryOf(parsed));
            Print(Terminal, parsed.GetValue(Json), new ParetoView(SettingsJson.Read(view.Settings).Name, view.Pareto), Text);
            return ExitCodes.Done;
        });
    }

    private static string Text(ParetoView front)
    {
        var table = new TextTable("candidate", "score", "MAdds", "parameters", "architecture");
        foreach (var candidate in front.Front) table.Add(
            candidate.Index, CandidateText.Score(candidate), candidate.Madds, candidate.Parameters, candidate.Architecture);
        return table.ToString();
    }
}

public sealed record ParetoView(string Search, ImmutableArray<CandidateView> Front);

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Actors.Search.Reading.Shadow;
using Actors.Strategies;
using Nas.Model;
using Nas.Model.Methods;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Benchmarks.Strategies;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Finds what another strategy would have proposed in a recorded search; touches no device and writes nothing.</summary>
public sealed class ShadowCommand : SearchQueryCommand
{
    private const string SetOption = "--set";

    public ShadowCommand(Terminal terminal)
        : base("shadow", "Replay a recorded search to another strategy: what it would have proposed where the search's own did.", terminal)
    {
        var strategy = new Option<string>("--strategy")
        {
            Description = $"The other strategy: {string.Join(", ", StrategyCatalog.Standard.Kinds.Select(kind => kind.Name))}.",
            HelpName = "NAME",
            Required = true,
        };
        var set = new Option<string[]>(SetOption)
        {
            Description = "An option of it: KEY=VALUE. May be repeated.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        var phase = new Option<string?>("--phase")
        {
            Description = "The phase to replay; without it, search, or the last that has a strategy.",
            HelpName = "PHASE",
        };
        var plugins = new SearchPlugins();
        foreach (var option in new Option[] { strategy, set, phase, plugins.Directory })
            Add(option);
        Examples =
        [
            .. Examples.Select(example => $"{example} --strategy bayesian"),
            $"{Examples[0]} --strategy evolution {SetOption} population=16",
        ];
        SetAction(
            async (parsed, cancellation) =>
            {
                var search = SearchOf(parsed);
                plugins.Load(parsed, search, MethodSciences.Read((await SearchArchive.ViewAsync(search)).Settings));
                var replay = new ShadowReplay(search.Reader.Events);
                var chosen = PhaseOf(replay.Phases, parsed.GetValue(phase));
                var name = parsed.GetRequiredValue(strategy);
                var rows = ImmutableArray.CreateBuilder<ShadowRow>();
                foreach (
                    var row in replay.Rows(
                        chosen,
                        StrategyCatalog.Standard,
                        name,
                        StrategyVariant.OptionsOf(parsed.GetValue(set) ?? [], SetOption)
                    )
                )
                {
                    cancellation.ThrowIfCancellationRequested();
                    rows.Add(row);
                }
                Print(Terminal, parsed.GetValue(Json), ShadowView.Of(chosen, name, rows.ToImmutable()), Text);
                return ExitCodes.Done;
            }
        );
    }

    private static string PhaseOf(IReadOnlyList<string> phases, string? named)
    {
        if (phases.Count == 0)
            throw new UserException("No phase of this search has proposed candidates yet: there is nothing to replay.");
        if (named is null)
            return phases.Contains(PhaseNames.Search) ? PhaseNames.Search : phases[^1];
        return phases.Contains(named)
            ? named
            : throw new UserException($"--phase {named} has no strategy in this search: choose {string.Join(" or ", phases)}.");
    }

    private static string Text(ShadowView view)
    {
        var table = new TextTable("candidate", "recorded", "would have been", "from", "scored as", "score");
        foreach (var row in view.Proposals)
            table.Add(
                row.Index,
                row.Recorded,
                row.Agrees ? "the same" : row.Shadow ?? "-",
                row.Origin,
                row.ScoredAs?.ToString(CultureInfo.InvariantCulture) ?? "-",
                Score(row.Score)
            );
        var best = view.Best is { } found ? $"; the best of those is candidate {found.ScoredAs} with {Score(found.Score)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {table}
            {view.Strategy} agrees in {view.Agreed} of {view.Proposals.Length} proposals of {view.Phase}; of its {view.Distinct} different architectures the search scored {view.Scored}{best}.
            """
        );
    }

    private static string Score(double? score) => score?.ToString("0.000000", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>A replay and what it comes to.</summary>
/// <param name="Agreed">Proposals that both strategies make.</param>
/// <param name="Distinct">Different architectures that the other strategy proposed: one it goes on wanting, since it is not given it,
/// counts once.</param>
/// <param name="Scored">Number of these architectures that the recorded search scored, sooner or later.</param>
/// <param name="Best">The row of the best score among them; null where there is none.</param>
public sealed record ShadowView(
    string Phase,
    string Strategy,
    int Agreed,
    int Distinct,
    int Scored,
    ShadowRow? Best,
    ImmutableArray<ShadowRow> Proposals
)
{
    public static ShadowView Of(string phase, string strategy, ImmutableArray<ShadowRow> rows)
    {
        var distinct = rows.Where(row => row.Shadow is not null).DistinctBy(row => row.Shadow).ToArray();
        var scored = distinct.Where(row => row.Score is not null).ToArray();
        return new ShadowView(
            phase,
            strategy,
            rows.Count(row => row.Agrees),
            distinct.Length,
            scored.Length,
            scored.MaxBy(row => row.Score),
            rows
        );
    }
}

using System.Collections.Immutable;
using Actors.Search.Reading;
using Actors.Search.State;
using Nas.Model.Methods.StNas;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Methods.StNas;
using Seed.Results;

namespace Seed.Tests.Results;

/// <summary>A finished search that never ran.</summary>
internal static class MadeUpSearch
{
    public const int Samples = 4;

    public static StNasSettings Settings { get; } =
        new()
        {
            Name = "made-up",
            Data = new DataSettings { Name = "fashion-mnist" },
            Space = new SpaceSettings { Preset = "st-nas-fashion" },
            Constraint = new ConstraintSettings { Madds = [800_000, 1_500_000] },
            Langevin = new LangevinSettings { Samples = Samples },
        };

    public static SearchOutcome Outcome(
        StNasSettings? settings = null,
        int candidates = 60,
        SearchStatus status = SearchStatus.Completed,
        string? notice = null,
        string? failure = "OutOfMemory",
        string weights = "ab"
    )
    {
        var used = settings ?? Settings;
        var space = SearchSpaces.OpenTopology(used.Space);
        var range = new CostRange(used.Constraint.Madds!.Value[0], used.Constraint.Madds.Value[1]);
        var searched = Candidates(new ConstrainedSpace(space, range), PhaseNames.Search, candidates, failure);
        var chains = Candidates(new ConstrainedSpace(space, range, space.ChainOnly), PhaseNames.ChainSearch, candidates / 4, failure: null);
        var best = searched.Where(c => c.Score is not null).MaxBy(c => c.Score);
        ImmutableArray<CandidateView> front =
        [
            .. searched
                .Where(c => c.Score is not null && !searched.Any(o => o.Score > c.Score && o.Madds <= c.Madds))
                .OrderBy(c => c.Madds),
        ];
        ImmutableArray<RunView> runs = best is null
            ? []
            :
            [
                new RunView(
                    PhaseNames.Supernet,
                    "supernet",
                    0,
                    null,
                    null,
                    null,
                    5000,
                    5000,
                    ImmutableSortedDictionary<string, double>.Empty,
                    "cd"
                ),
                Retrained("winner-0", best, 0.8931, 0.311, weights),
                Retrained("chain-only-0", chains[0], 0.8874, 0.327, "ef"),
                Retrained("random-0", searched[0], 0.8822, 0.339, "01"),
            ];
        ImmutableArray<PhaseView> phases =
        [
            new PhaseView(PhaseNames.Supernet, PhaseStatus.Completed, 5000, 5000, "steps", "loss 0.512"),
            new PhaseView(PhaseNames.Search, PhaseStatus.Completed, candidates, candidates, "candidates", null),
        ];
        var view = new SearchView(used.Name, status, SettingsJson.Text(used), phases, best, front, runs);
        return SearchOutcome.Of(view, [.. searched, .. chains], notice);
    }

    private static RunView Retrained(string name, CandidateView candidate, double accuracy, double loss, string weights) =>
        new(
            PhaseNames.Retrain,
            name,
            0,
            candidate.Architecture,
            candidate.Madds,
            candidate.Parameters,
            5000,
            5000,
            ImmutableSortedDictionary<string, double>.Empty.Add(Comparison.TestAccuracy, accuracy).Add(Comparison.TestLoss, loss),
            weights
        );

    private static CandidateView[] Candidates(ConstrainedSpace space, string phase, int count, string? failure)
    {
        var random = RandomStream.For(7, "made-up-" + phase);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index =>
                {
                    var priced = Seed.Commands.PricedArchitecture.Of(space.Space, space.Sample(random));
                    if (failure is not null && index == 5)
                        return new CandidateView(
                            phase,
                            index,
                            priced.Architecture,
                            priced.Madds,
                            priced.Parameters,
                            null,
                            null,
                            [],
                            failure
                        );
                    var quality = 0.70 + (0.10 * (priced.Madds / 1.5e6)) + (0.05 * random.NextDouble()) + (0.02 * index / count);
                    ImmutableArray<double> scores =
                    [
                        .. Enumerable.Range(0, Samples).Select(_ => quality + (0.03 * (random.NextDouble() - 0.5))),
                    ];
                    var error = Math.Sqrt(scores.Sum(s => Math.Pow(s - scores.Average(), 2)) / (Samples - 1) / Samples);
                    return new CandidateView(
                        phase,
                        index,
                        priced.Architecture,
                        priced.Madds,
                        priced.Parameters,
                        scores.Average(),
                        error,
                        scores,
                        null
                    );
                }),
        ];
    }
}

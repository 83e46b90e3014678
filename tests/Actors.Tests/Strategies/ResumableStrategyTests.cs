using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Search.State.Snapshots;
using Actors.Serialization;
using Actors.Strategies;
using Actors.Tests.Search;
using Actors.Tests.Serialization;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

/// <summary>Snapshots of the catalogue's strategies; that they go on from them is held by the conformance suite.</summary>
public class ResumableStrategyTests
{
    private static readonly ConstrainedSpace Anything = new(TestSearches.Space, CostRange.Any);

    public static TheoryData<string> Names => [.. Resumable.Select(kind => kind.Name)];

    /// <summary>All but those that go by every result.</summary>
    public static TheoryData<string> Bounded => [.. Resumable.Select(kind => kind.Name).Where(name => name != "bayesian")];

    private static IEnumerable<StrategyKind> Resumable =>
        StrategyCatalog.Standard.Own.Where(kind => Create(kind.Name) is IResumableStrategy);

    [Fact]
    public void All_take_part_but_those_whose_searches_are_short() =>
        Assert.Equal(["racing", "beam"], StrategyCatalog.Standard.Own.Except(Resumable).Select(kind => kind.Name));

    [Theory, MemberData(nameof(Names))]
    public void One_that_was_saved_and_restored_proposes_what_the_other_would_have(string name)
    {
        const int Window = 3,
            Candidates = 60;
        var (lasting, results) = (Of(name, Window), new List<CandidateResult>());
        for (var index = 0; index < Candidates; index++)
        {
            var restored = Of(name, Window);
            var saved = lasting.Save()!;
            restored.Restore(saved);
            foreach (var result in results.Skip(saved.Observed))
                restored.Give(result);

            var proposed = Assert.IsType<Proposed>(lasting.TryPropose(index));
            Assert.Equal(proposed, restored.TryPropose(index));
            // Either goes on.
            if (index % 2 == 0)
                lasting = restored;
            results.Add(ResultOf(index, proposed));
            lasting.Give(results[^1]);
        }
    }

    [Theory, MemberData(nameof(Bounded))]
    public void It_remembers_no_more_of_a_long_search_than_of_a_short_one(string name)
    {
        const int Candidates = 1000;
        var proposer = Of(name, window: 1);
        for (var index = 0; index < Candidates; index++)
            proposer.Give(ResultOf(index, Assert.IsType<Proposed>(proposer.TryPropose(index))));
        var state = proposer.Save()!;
        Assert.InRange(state.Remembered.Length, 0, 100);
        Assert.InRange(state.Kept?.Length ?? 0, 0, (Candidates * 8) + 100);
    }

    /// <summary>The file has a line for each strategy, its name and a snapshot of it at work: see <see cref="GoldenTests"/>.</summary>
    [Fact]
    public void What_older_versions_saved_is_read_whole()
    {
        var lines = Directory
            .GetFiles(GoldenTests.Golden(""), "strategies-*.txt")
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' '))
            .ToList();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var saved = ((SearchSnapshot)WireTypes.Read(line[1], Convert.FromBase64String(line[2]))).Strategies.Single().State;
            var proposer = Of(line[0], window: 3);
            proposer.Restore(saved);
            Assert.Equal(Words(saved), Words(proposer.Save()!));
        }

        static string Words(StrategyState state) =>
            string.Join(
                '\n',
                [
                    $"{state.Proposals} {state.Observed} {state.Kept?.Length}",
                    .. state.Known.Chunk(sizeof(ulong)).Select(Convert.ToHexString).Order(StringComparer.Ordinal),
                    .. state.Remembered.Select(one =>
                        $"{one.Index} {one.Architecture} {one.Madds} {one.Score} {string.Join(',', one.Scores)}"
                    ),
                ]
            );
    }

    /// <summary>The state of every strategy after some proposals; the results of the last it has not observed.</summary>
    internal static IEnumerable<SavedStrategy> AtWork()
    {
        const int Window = 3,
            Candidates = 40;
        foreach (var kind in Resumable)
        {
            var proposer = Of(kind.Name, Window);
            for (var index = 0; index < Candidates; index++)
                proposer.Give(ResultOf(index, (Proposed)proposer.TryPropose(index)!));
            yield return new SavedStrategy(kind.Name, proposer.Save()!);
        }
    }

    private static CandidateResult ResultOf(int index, Proposed proposed) =>
        new(
            index,
            proposed.Architecture,
            proposed.Madds,
            proposed.Parameters,
            [FakeWork.Score(proposed.Architecture, null)],
            TaskFailure.None,
            null
        );

    private static Proposer Of(string name, int window) => new(name, Create(name), Anything, seed: 5, phase: 0, window);

    private static ISearchStrategy Create(string name) =>
        StrategyCatalog.Standard.Create(
            name,
            name switch
            {
                "evolution" or "regularised-evolution" => new JsonObject { ["population"] = 6, ["tournament"] = 2 },
                "nsga2" => new JsonObject { ["population"] = 6 },
                "listed" => new JsonObject
                {
                    ["architectures"] = new JsonArray([
                        .. Enumerable.Range(0, 1000).Select(index => JsonValue.Create(TestSearches.Space.Format(Anything.At(index)))),
                    ]),
                },
                _ => [],
            }
        );
}

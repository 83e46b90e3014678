using System.Text.Json.Nodes;
using Actors.Search;
using Actors.Strategies;
using Actors.Tests.Search;
using Nas.Model.Spaces;

namespace Actors.Tests.Strategies;

/// <summary>What every resumable strategy of the catalogue has to hold.</summary>
public class ResumableStrategyTests
{
    private static readonly ConstrainedSpace Anything = new(TestSearches.Space, CostRange.Any);

    public static TheoryData<string> Names =>
        [.. StrategyCatalog.Standard.Kinds.Where(kind => StrategyCatalog.Standard.Create(kind.Name, Options(kind.Name)) is IResumableStrategy).Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Names))]
    public void One_that_was_saved_and_restored_proposes_what_the_other_would_have(string name)
    {
        const int Window = 3, Candidates = 60;
        var (lasting, results) = (Of(name, Window), new List<CandidateResult>());
        for (var index = 0; index < Candidates; index++)
        {
            var restored = Of(name, Window);
            var saved = lasting.Save()!;
            restored.Restore(saved);
            foreach (var result in results.Skip(saved.Observed)) restored.Give(result);

            var proposed = Assert.IsType<Proposed>(lasting.TryPropose(index));
            Assert.Equal(proposed, restored.TryPropose(index));
            // Either goes on.
            if (index % 2 == 0) lasting = restored;
            var score = FakeWork.Score(proposed.Architecture, null);
            results.Add(new CandidateResult(index, proposed.Architecture, proposed.Madds, proposed.Parameters, [score], Actors.Dispatch.TaskFailure.None, null));
            lasting.Give(results[^1]);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void It_remembers_no_more_of_a_long_search_than_of_a_short_one(string name)
    {
        var strategy = (IResumableStrategy)StrategyCatalog.Standard.Create(name, Options(name));
        for (var index = 0; index < 5000; index++) strategy.Observe(new Observation(index, Anything.At(index), 1, index % 97));
        Assert.InRange(strategy.Remembered.Count(), 0, 1000);
    }

    private static Proposer Of(string name, int window) =>
        new(name, StrategyCatalog.Standard.Create(name, Options(name)), Anything, seed: 5, phase: 0, window);

    private static JsonObject Options(string name) => name switch
    {
        "evolution" or "regularised-evolution" => new JsonObject { ["population"] = 6, ["tournament"] = 2 },
        "listed" => new JsonObject { ["architectures"] = new JsonArray([.. Enumerable.Range(0, 60).Select(index => JsonValue.Create(TestSearches.Space.Format(Anything.At(index))))]) },
        _ => [],
    };
}

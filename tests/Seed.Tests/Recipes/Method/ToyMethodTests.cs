using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Search.Planning;
using Actors.Search.Proposing;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Strategies;
using Nas.Model.Arithmetic;
using Nas.Model.Execution;
using Nas.Model.Methods.Shared;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Seed.Hocon;
using Seed.Methods.Shared;
using Seed.Output;
using Seed.Results;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Recipes.Method;

/// <summary>
/// CONTRIBUTING's recipe of a method, followed up to the lines in the lists: what stands in them is asked for nothing but these three
/// interfaces, and whoever asks is handed one of them. From the text of a search file to the report, no other part of Langevin knows the
/// toy.
/// </summary>
public sealed class ToyMethodTests : IDisposable
{
    private const string Text = "name = t, switches = 3, wanted = 3, strategy { name = exhaustive, candidates = 8, window = 2 }";

    private static readonly IMethodScience Science = new ToyScience();
    private static readonly ISearchMethod Method = new ToyMethod();
    private static readonly IMethodFace Face = new ToyFace();

    private readonly TempFolder _folder = new();

    private string File => _folder.File("toy.conf");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_three_have_one_name() => Assert.Equal((Science.Name, Science.Name), (Method.Name, Face.Name));

    [Fact]
    public void Its_search_files_are_read_checked_and_completed()
    {
        var settings = Read(Text, out var problems);
        Assert.Equal([], problems.Sentences);
        Assert.Equal("exhaustive", Assert.Single(Method.StrategiesOf(settings)).Name);
        Assert.Contains("\"wanted\": 3", SettingsJson.Text(settings), StringComparison.Ordinal);
        Assert.Equal(
            SettingsJson.Text(settings),
            SettingsJson.Text(Of(JsonSerializer.SerializeToNode(settings, Science.SettingsType, SettingsJson.Options)!.AsObject()))
        );

        Read("name = t, switches = 3, wanted = 4, strategy { name = exhaustiv }", out var wrong);
        Assert.Equal(
            [
                $"{File}:1: wanted: must not exceed switches (3), but is 4; lower it",
                $"{File}:1: strategy.name: there is no strategy \"exhaustiv\"; did you mean exhaustive?",
            ],
            wrong.Sentences
        );
    }

    [Fact]
    public void Its_dry_run_prints_itself_and_it_needs_nothing_that_it_does_not_name()
    {
        var settings = Read(Text, out _);
        object plan = Face.Plan(settings);
        Assert.Equal("t: 8 of 8 settings of the switches", ((RunPlan)plan).InWords());
        Assert.Equal("""{"name":"t","architectures":"8","candidates":8}""", JsonText.Line(plan));
        Assert.Equal(
            (0, null, 1, null),
            (Face.Data(settings).Needs.Length, Face.Data(settings).Supplied, Face.DeviceSpan(settings), Face.Truth(settings))
        );
        Assert.Empty(Face.PluginsOf(settings));
    }

    [Fact]
    public void Its_search_runs_and_has_a_result()
    {
        var settings = Read(Text, out _);
        var (view, candidates) = Run(settings);
        var result = Face.Result(new SearchOutcome(settings, view, candidates, DataNotice: null));

        Assert.Equal(8, candidates.Length);
        Assert.Equal("With s0=on,s1=on,s2=on the score of 3 switches is 1.00.", result.Sentence);
        Assert.StartsWith(result.Sentence, ResultText.Of(result), StringComparison.Ordinal);
        var files = ResultFiles.Of(result, VersionInfo.Of(settings), weights: null).ToList();
        Assert.Equal(
            ["switches.txt", "metrics.json", "search.json", "candidates.csv", "versions.json", "plots/best-so-far.svg", "report.html"],
            files.Select(file => file.Name)
        );
    }

    /// <summary>Does what a search does with a method, without what makes it durable.</summary>
    private static (SearchView View, ImmutableArray<CandidateView> Candidates) Run(SearchSettings settings)
    {
        var spaces = Science.Spaces(settings);
        var phase = Assert.Single(Method.Plan(new SearchContext(settings, spaces)).Phases);
        Assert.Equal(Method.DecidingPhases, [phase.Name]);
        var spec = Assert.IsType<PhaseStart.Explore>(phase.Start(SearchState.NotStarted)).Spec;
        var strategy = StrategyCatalog.Standard.Create(spec.Strategy, Method.StrategyOf(settings, phase.Name)!.Settings.Options);
        var proposer = new Proposer(
            spec.Strategy,
            strategy,
            spaces.Open(spec.Space, new CostRange(spec.MinCost, spec.MaxCost)),
            settings.Seed,
            phase: 0,
            spec.Window
        );
        using var runtime = Science.Open(settings, new RuntimeMeans(_ => { }, _ => { }, Keeper: null, new CheckedLayers()));
        var results = new List<CandidateResult>();
        for (var given = 0; results.Count < spec.Budget; )
        {
            var answer = proposer.TryPropose(results.Count);
            if (answer is null)
            {
                proposer.Give(results[given++]);
                continue;
            }
            var one = Assert.IsType<Proposed>(answer);
            var score = Assert.Single(runtime.Evaluate(new EvaluationTask(phase.Name, [one.Architecture], "", ""))).Score;
            results.Add(new CandidateResult(results.Count, one.Architecture, one.Madds, one.Parameters, [score], TaskFailure.None, null));
        }
        ImmutableArray<CandidateView> candidates =
        [
            .. results.Select(
                (one, index) =>
                    new CandidateView(phase.Name, index, one.Architecture, one.Madds, one.Parameters, one.Score, null, one.Scores, null)
            ),
        ];
        var view = new PhaseView(phase.Name, PhaseStatus.Completed, results.Count, spec.Budget, "candidates", null);
        return (
            new SearchView(
                settings.Name,
                SearchStatus.Completed,
                SettingsJson.Text(settings),
                [view],
                candidates.MaxBy(one => one.Score),
                [],
                []
            ),
            candidates
        );
    }

    private SearchSettings Read(string text, out ProblemList problems)
    {
        System.IO.File.WriteAllText(File, text);
        problems = new ProblemList(File);
        var settings = Of(new SettingsBinder(problems, Science.SettingsType).Bind(SearchFileReader.Tree(File, [])));
        return Face.Complete(settings, problems);
    }

    private static SearchSettings Of(JsonObject json) => (SearchSettings)json.Deserialize(Science.SettingsType, SettingsJson.Options)!;
}

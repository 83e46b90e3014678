using System.Text.Json.Nodes;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Nas.Model.Methods;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Actors.Tests.Search;

/// <summary>Small searches on a small real space.</summary>
internal static class TestSearches
{
    public static StNasSettings Settings(
        int samples = 3,
        int chains = 2,
        int candidates = 12,
        int window = 3,
        string strategy = "evolution",
        string order = "proposal",
        int chainCandidates = 4,
        int seeds = 1,
        long seed = 7
    ) =>
        new()
        {
            Name = "small",
            Seed = seed,
            Data = new DataSettings { Name = "procedural" },
            Space = new SpaceSettings { Preset = "st-nas-fashion" },
            Supernet = new SupernetSettings { Steps = 40, CheckpointEvery = 10 },
            Langevin = new LangevinSettings
            {
                Samples = samples,
                Chains = chains,
                BurnIn = 10,
                Thinning = 10,
                CheckpointEvery = 10,
            },
            Strategy = new StrategySettings
            {
                Name = strategy,
                Candidates = candidates,
                Window = window,
                Order = order,
                Attempts = 3,
                Options = strategy == "evolution" ? new JsonObject { ["population"] = 4, ["tournament"] = 2 } : [],
            },
            Baselines = new BaselineSettings { ChainCandidates = chainCandidates },
            Retrain = new RetrainSettings
            {
                Steps = 20,
                CheckpointEvery = 10,
                Seeds = seeds,
            },
        };

    public static SearchContext Context(SearchSettings settings) =>
        new(
            settings,
            settings is StNasSettings { Space.Sampling: null } ? new TopologyPhaseSpaces(Topology) : MethodSciences.Spaces(settings)
        );

    /// <summary>Settings as a search opens them; its strategies are not looked up.</summary>
    public static OpenedSearch Open(string text)
    {
        var context = Context(MethodSciences.Read(text));
        return new OpenedSearch(text, context, SearchMethods.Plan(context));
    }

    /// <summary>Opened once: its tables take a while.</summary>
    public static TopologySpace Topology { get; } = SearchSpaces.OpenTopology(new SpaceSettings { Preset = "st-nas-fashion" });

    public static ISearchSpace Space => Topology;
}

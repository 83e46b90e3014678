using System.Text.Json.Nodes;
using Actors.Search.Deciding;
using Actors.Search.State;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Search.Methods;

public class FidelityMethodTests
{
    private static readonly FidelitySettings Settings = new()
    {
        Name = "study",
        Seed = 7,
        Data = new DataSettings { Name = "procedural" },
        Space = new SpaceSettings { Preset = "st-nas-tiny" },
        Supernet = new SupernetSettings { Steps = 30, CheckpointEvery = 10 },
        Langevin = new LangevinSettings
        {
            Samples = 3,
            BurnIn = 10,
            Thinning = 10,
            CheckpointEvery = 10,
        },
        Proxy = new ProxySettings { OwnImages = true },
        Truth = new TruthSettings
        {
            Seeds = 2,
            Steps = 20,
            CheckpointEvery = 10,
        },
        Fidelity = new StudySettings
        {
            Architectures = 6,
            Supernets = 2,
            Checkpoints = 3,
            ChainedCheckpoints = 2,
            Arms = new JsonObject { ["hot"] = new JsonObject { ["thinning"] = 20 } },
        },
    };

    [Theory]
    [InlineData(null, true, "truth supernet samples checkpoint-scores sample-scores same-image-scores")]
    [InlineData("table.json", true, "supernet samples checkpoint-scores sample-scores same-image-scores")]
    [InlineData("table.json", false, "supernet samples checkpoint-scores sample-scores")]
    public void Phases_follow_the_settings(string? table, bool ownImages, string expected)
    {
        var settings = Settings with
        {
            Truth = Settings.Truth with { Table = table },
            Proxy = Settings.Proxy with { OwnImages = ownImages },
        };
        var rig = new SearchRig(settings).RunToEnd();
        Assert.Equal(SearchStatus.Completed, rig.State.Status);
        Assert.Equal(expected.Split(' '), rig.State.Phases.Select(phase => phase.Name));
    }

    [Fact]
    public void Every_architecture_is_trained_with_every_seed_and_scored_with_every_state_and_sample()
    {
        var state = new SearchRig(Settings).RunToEnd().State;
        var layout = new StudyLayout(Settings);

        var truth = ((TrainingPhase)state.Phase("truth")!).Runs;
        Assert.Equal(6 * 2, truth.Length);
        Assert.All(truth.GroupBy(run => run.Spec.Architecture), runs => Assert.Equal(2, runs.Count()));
        foreach (
            var (phase, columns) in new[]
            {
                ("checkpoint-scores", 2 * 3),
                ("sample-scores", layout.Samples.Length),
                ("same-image-scores", 2 * 3),
            }
        )
        {
            var scored = state.Candidates(phase)!;
            Assert.Equal((6, 0, columns), (scored.Decided, scored.Failed, scored.Spec.Samples.Length));
            Assert.All(scored.Spec.Samples, weights => Assert.NotNull(state.Resolve(weights)));
        }
        Assert.Equal(
            truth.Select(run => run.Spec.Architecture).Distinct(),
            JsonNode.Parse(state.Candidates("sample-scores")!.Spec.Options)!["architectures"]!
                .AsArray()
                .Select(text => text!.GetValue<string>())
        );
    }

    /// <summary>Otherwise a study that goes on would be told that its strategy was replaced.</summary>
    [Fact]
    public void A_study_that_goes_on_keeps_its_strategy()
    {
        var rig = new SearchRig(Settings).RunTo("sample-scores");
        Assert.Contains(rig.State.Phases.OfType<CandidatePhase>(), phase => !phase.Completed);
        Assert.Empty(SearchDecisions.Takeovers(rig.State, Settings, time: 1));
    }

    [Fact]
    public void Chains_start_from_the_states_that_their_layout_says()
    {
        var state = new SearchRig(Settings).RunToEnd().State;
        var layout = new StudyLayout(Settings);
        var runs = ((TrainingPhase)state.Phase("samples")!).Runs;
        Assert.Equal(layout.Chains.Length, runs.Length);
        foreach (var (chain, run) in layout.Chains.Zip(runs))
        {
            Assert.Equal(
                ($"supernet/{chain.Supernet}", chain.Checkpoint == layout.Trained ? (int?)null : chain.Checkpoint),
                (run.Spec.From!.Task, run.Spec.From.Sample)
            );
            Assert.Equal(10 + (3 * (chain.Arm == 2 ? 20 : 10)), run.Spec.Steps);
        }
    }
}

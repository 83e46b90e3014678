using System.Text.Json.Nodes;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Testing;

namespace Nas.Model.Tests.Methods.Fidelity;

public class StudyLayoutTests
{
    private static readonly StudyLayout Layout = new(SmallStudy.Settings);

    [Fact]
    public void The_sampler_its_chain_without_noise_and_further_arms_differ_in_what_they_say()
    {
        Assert.Equal(["sgld", "noise-free", "hot"], Layout.Arms.Select(arm => arm.Name));
        Assert.Equal([1, 0, 1], Layout.Arms.Select(arm => arm.Sampler.Temperature));
        Assert.Equal([0.01, 0.01, 0.2], Layout.Arms.Select(arm => arm.Sampler.LearningRate));
        Assert.All(Layout.Arms, arm => Assert.Equal(2, arm.Sampler.BurnIn));
    }

    [Fact]
    public void An_arm_may_score_its_samples_otherwise()
    {
        var arms = new StudyLayout(
            With("""{"a": {"proxy": {"recalibration-batches": 0}, "moves": "classifier"}, "b": {"proxy": {"own-recalibration": true}}}""")
        ).Arms;
        Assert.Equal([2, 2, 0, 2], arms.Select(arm => arm.Proxy.RecalibrationBatches));
        Assert.Equal([false, false, false, true], arms.Select(arm => arm.Proxy.OwnRecalibration));
        Assert.Equal([null, null, "classifier", null], arms.Select(arm => arm.Sampler.Moves));
        Assert.All(arms, arm => Assert.Equal(SmallStudy.Settings.Proxy.Images, arm.Proxy.Images));
    }

    [Fact]
    public void Chains_are_those_of_every_arm_supernet_and_start()
    {
        // The sampler from two states of two supernets with two chains; without noise from the trained ones; the arm with one chain.
        Assert.Equal((2 * 2 * 2) + (2 * 2) + 2, Layout.Chains.Length);
        Assert.Equal(Layout.Chains.Length, Layout.Chains.Distinct().Count());
        Assert.All(Layout.Chains.Where(chain => chain.Arm > 0), chain => Assert.Equal(Layout.Trained, chain.Checkpoint));
    }

    [Fact]
    public void Samples_are_dealt_to_the_chains_in_turn_and_every_score_has_as_many()
    {
        foreach (var group in Layout.Samples.GroupBy(sample => (sample.Arm, sample.Supernet, sample.Checkpoint)))
        {
            Assert.Equal([0, 1, 2, 3], group.Select(sample => sample.Number));
            Assert.Equal(group.Key.Arm == 2 ? [0, 1, 2, 3] : [0, 0, 1, 1], group.Select(sample => sample.InRun));
            Assert.All(group, sample => Assert.Equal((group.Key.Arm, group.Key.Supernet, group.Key.Checkpoint), Start(sample.Run)));
        }
        Assert.Equal(2 * 4, Layout.SameImageSamples.Length);
    }

    /// <summary>The table has 2,393 names of such networks, several of them of one network.</summary>
    [Fact]
    public void A_range_of_the_tables_costs_bounds_what_is_studied_and_no_network_comes_twice()
    {
        var table = TestData.Require("nas-bench-macro/nas-bench-macro_cifar10.json");
        var settings = SmallStudy.Settings with
        {
            Space = new SpaceSettings { Preset = "nas-bench-macro" },
            Truth = SmallStudy.Settings.Truth with { Table = table, Costs = [48_000_000, 62_000_000] },
            Fidelity = SmallStudy.Settings.Fidelity with { Architectures = 200 },
        };
        var space = SearchSpaces.Open(settings.Space);
        var costs = TruthTable.Costs(table);

        var drawn = new StudyLayout(settings).ArchitecturesOf(new ConstrainedSpace(space, CostRange.Any)).Select(space.Format).ToArray();
        Assert.Equal(200, drawn.Distinct().Count());
        Assert.All(drawn, text => Assert.InRange(costs[text], 48_000_000, 62_000_000));
        Assert.All(drawn, text => Assert.Equal(text, space.Format(space.Canonical(space.Parse(text)))));
        Assert.InRange(drawn.Average(text => costs[text]), 53_000_000, 57_500_000);

        var refused = Assert.Throws<UserException>(() =>
            new StudyLayout(settings with { Truth = settings.Truth with { Costs = [1, 2] } }).ArchitecturesOf(
                new ConstrainedSpace(space, CostRange.Any)
            )
        );
        Assert.StartsWith("truth.costs: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_checkpoint_sees_as_many_images_as_all_samples()
    {
        Assert.Equal(160, Layout.AllAtOnce.Images);
        Assert.Equal(8, Layout.AllAtOnce.RecalibrationBatches);
        Assert.False(Layout.AllAtOnce.OwnImages);
    }

    [Fact]
    public void Architectures_are_drawn_without_repetition_and_all_where_there_are_no_more()
    {
        var space = new ConstrainedSpace(SearchSpaces.Open(SmallStudy.Settings.Space), CostRange.Any);
        Assert.Equal(5, Layout.ArchitecturesOf(space).Distinct().Count());
        Assert.Equal(Layout.ArchitecturesOf(space), new StudyLayout(SmallStudy.Settings).ArchitecturesOf(space));
        var every = SmallStudy.Settings with { Fidelity = SmallStudy.Settings.Fidelity with { Architectures = 1000 } };
        Assert.Equal(171, new StudyLayout(every).ArchitecturesOf(space).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"sgld": {}}""", "fidelity.arms.sgld is always there")]
    [InlineData("""{"a": {"samples": 3}}""", "fidelity.arms.a must draw as many samples as langevin.samples says")]
    [InlineData("""{"a": {"temprature": 1}}""", "fidelity.arms.a takes the keys of the section langevin")]
    [InlineData("""{"a": {"temperature": 7}}""", "fidelity.arms.a is out of bounds")]
    [InlineData("""{"a": 7}""", "fidelity.arms.a must be a section")]
    [InlineData("""{"a": {"proxy": 7}}""", "fidelity.arms.a must have a section proxy")]
    [InlineData("""{"a": {"proxy": {"images": 50}}}""", "fidelity.arms.a must see the images that the other arms see")]
    [InlineData("""{"a": {"proxy": {"batchs": 50}}}""", "fidelity.arms.a takes the keys of the section proxy")]
    [InlineData("""{"a": {"moves": "everything"}}""", "fidelity.arms.a is out of bounds")]
    public void An_arm_that_cannot_be_read_is_named(string arms, string expected)
    {
        Assert.StartsWith(expected, Assert.Throws<UserException>(() => new StudyLayout(With(arms))).Message, StringComparison.Ordinal);
    }

    private static FidelitySettings With(string arms) =>
        SmallStudy.Settings with
        {
            Fidelity = SmallStudy.Settings.Fidelity with { Arms = JsonNode.Parse(arms)!.AsObject() },
        };

    private static (int Arm, int Supernet, int Checkpoint) Start(int run) =>
        (Layout.Chains[run].Arm, Layout.Chains[run].Supernet, Layout.Chains[run].Checkpoint);
}

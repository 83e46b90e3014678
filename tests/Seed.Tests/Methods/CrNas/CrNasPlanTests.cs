using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces.Reallocation;
using Seed.Methods.CrNas;
using Seed.Methods.Shared;

namespace Seed.Tests.Methods.CrNas;

public sealed class CrNasPlanTests
{
    [Fact]
    public void The_phases_are_those_that_the_settings_ask_for()
    {
        Assert.Equal(["stage-supernet", "stage-search", "operation-supernet", "operation-search", "final"], Names(Small));
        Assert.Equal(
            [
                "pretraining",
                "stage-supernet",
                "stage-samples",
                "stage-search",
                "operation-supernet",
                "operation-samples",
                "operation-search",
                "final-pretraining",
                "final",
                "transfer",
            ],
            Names(
                Small with
                {
                    Pretraining = new PretrainingSettings
                    {
                        Steps = 5,
                        Data = new DataSettings { Name = "cifar10" },
                    },
                    StageLangevin = new OptionalLangevinSettings { Samples = 2 },
                    OperationLangevin = new OptionalLangevinSettings { Samples = 2 },
                    Transfer = new TransferSettings { Detector = "retinanet-fpn" },
                }
            )
        );
    }

    /// <summary>3, then 9 with each further block: what is kept is extended by each of three dilations.</summary>
    [Theory]
    [InlineData(4, 3, 3 + (3 * 9))]
    [InlineData(8, 3, 3 + (7 * 9))]
    [InlineData(8, 1, 8 * 3)]
    [InlineData(8, 5, 3 + 9 + (6 * 15))]
    public void A_beam_extends_what_it_keeps(int blocks, int width, long evaluations)
    {
        var plan = CrNasPlan.Of(
            Small with
            {
                Constraint = Small.Constraint with { Blocks = blocks },
                OperationSearch = new OperationSearchSettings { Options = new JsonObject { ["width"] = width } },
            }
        );
        Assert.Equal((evaluations, Math.Pow(3, blocks)), (plan.Evaluations, (double)plan.DilationArchitectures));
        Assert.Equal(evaluations, Phase(plan, "operation-search").Count);
    }

    [Fact]
    public void Other_strategies_score_as_many_as_they_are_told_or_as_there_are()
    {
        CrNasPlan With(int candidates) =>
            CrNasPlan.Of(
                Small with
                {
                    StageSearch = new StageSearchSettings { Name = "random", Candidates = candidates },
                    OperationSearch = new OperationSearchSettings { Name = "random", Candidates = candidates },
                }
            );
        Assert.Equal((20, 20), (Phase(With(20), "stage-search").Count, Phase(With(20), "operation-search").Count));
        // 33 allocations of stage-small have 8 blocks; they have 3^8 dilations.
        Assert.Equal((33, 6561), (Phase(With(1_000_000), "stage-search").Count, Phase(With(1_000_000), "operation-search").Count));
    }

    [Fact]
    public void Training_goes_three_times_through_the_network_for_each_image()
    {
        var plan = CrNasPlan.Of(
            Small with
            {
                Final = new FinalSettings
                {
                    Steps = 7,
                    Batch = 5,
                    Seeds = 2,
                },
            }
        );
        // At the size of the data, with as many boxes as are trained on; all allocations cost the same.
        var image = Cost("faster-rcnn-fpn", 96, 128, Small.Detector.SampledBoxes).Total.MAdds;
        var final = Phase(plan, "final");
        Assert.Equal((6, 3.0 * 3 * 2 * 7 * 5), (final.Count, final.ForwardPasses));
        Assert.Equal(final.ForwardPasses * image, final.Madds, image);
    }

    [Fact]
    public void A_transfer_costs_what_the_other_detector_costs_on_the_other_data()
    {
        var plan = CrNasPlan.Of(
            Small with
            {
                Final = new FinalSettings
                {
                    Steps = 7,
                    Batch = 5,
                    Seeds = 2,
                },
                Transfer = new TransferSettings
                {
                    Detector = "retinanet-fpn",
                    Data = new DetectionDataSettings
                    {
                        Name = "procedural-detection",
                        ShortSide = 192,
                        LongSide = 256,
                    },
                },
            }
        );
        var image = Cost("retinanet-fpn", 192, 256, 1).Total.MAdds;
        var transfer = Phase(plan, "transfer");
        Assert.Equal((4, 3.0 * 2 * 2 * 7 * 5), (transfer.Count, transfer.ForwardPasses));
        Assert.Equal(transfer.ForwardPasses * image, transfer.Madds, image);
    }

    [Fact]
    public void The_stage_supernet_costs_the_mean_of_its_branches()
    {
        var plan = CrNasPlan.Of(Small);
        var detector = ReallocationPhaseSpaces.DetectorShapeOf(Small);
        var shape = BackboneShapes.Find("resnet_small");
        var all = from a in Depths(4) from b in Depths(4) from c in Depths(5) from d in Depths(5) select shape.WithBlocks([a, b, c, d]);
        var mean = all.Average(backbone => DetectorCost.Of(detector, backbone, 96, 128, Small.Detector.SampledBoxes).Total.MAdds);
        var supernet = Phase(plan, "stage-supernet");
        Assert.Equal(1, supernet.Madds / (supernet.ForwardPasses * mean), 1e-9);

        static IEnumerable<int> Depths(int most) => Enumerable.Range(1, most);
    }

    [Fact]
    public void A_score_is_images_and_recalibration_and_what_is_undecided_is_recalibrated_for_each_minibatch()
    {
        var settings = Small with
        {
            Proxy = new DetectionProxySettings
            {
                Images = 90,
                Batch = 20,
                RecalibrationBatches = 3,
                RecalibrationBatch = 7,
            },
            StageLangevin = new OptionalLangevinSettings { Samples = 4 },
        };
        var plan = CrNasPlan.Of(settings);
        Assert.Equal(33.0 * 4 * (90 + (3 * 7)), Phase(plan, "stage-search").ForwardPasses);
        // 90 images are five minibatches.
        Assert.Equal(66.0 * (90 + (5 * 3 * 7)), Phase(plan, "operation-search").ForwardPasses);
        var whole = Cost("faster-rcnn-fpn", 96, 128, Small.Detector.Proposals);
        var backbone = whole.Parts.Single(part => part.Name == DetectorCost.BackbonePart).Total.MAdds;
        Assert.Equal(
            66.0 * ((90.0 * whole.Total.MAdds) + (5.0 * 3 * 7 * backbone)),
            Phase(plan, "operation-search").Madds,
            whole.Total.MAdds
        );

        var frozen = CrNasPlan.Of(settings with { Backbone = settings.Backbone with { Norm = "frozen" } });
        Assert.Equal(66.0 * 90, Phase(frozen, "operation-search").ForwardPasses);
    }

    [Fact]
    public void No_more_images_score_than_there_are()
    {
        var few = Small with { Data = Small.Data with { ValidationImages = 50 }, Backbone = Small.Backbone with { Norm = "frozen" } };
        Assert.Equal(33.0 * 50, Phase(CrNasPlan.Of(few), "stage-search").ForwardPasses);
    }

    [Fact]
    public void Pretraining_costs_the_backbone_at_the_size_of_the_classified_images()
    {
        var plan = CrNasPlan.Of(
            Small with
            {
                Pretraining = new PretrainingSettings
                {
                    Steps = 6,
                    Batch = 4,
                    Data = new DataSettings { Name = "cifar10" },
                },
            }
        );
        var layers = new Nas.Model.Cost.LayerList(3, 32, 32);
        BackboneShapes.Find("resnet_small").Features(layers);
        var final = Phase(plan, "final-pretraining");
        Assert.Equal((3, 3.0 * 3 * 6 * 4), (final.Count, final.ForwardPasses));
        Assert.Equal(final.ForwardPasses * layers.Total.MAdds, final.Madds, layers.Total.MAdds);
    }

    /// <summary>Stage 1 has three dilations at 96 x 128, stage 2 two: most ways has the allocation with most blocks there.</summary>
    [Fact]
    public void The_dilations_that_are_left_are_told_and_counted()
    {
        var settings = Small with
        {
            Data = Small.Data with { ShortSide = 96, LongSide = 128 },
            Backbone = Small.Backbone with { Dilations = "readable" },
            DoNoHarm = true,
        };
        var plan = CrNasPlan.Of(settings);
        var spaces = new ReallocationPhaseSpaces(settings);
        var most = Enumerable
            .Range(0, (int)spaces.Eligible.Count)
            .Select(number => spaces.Allocations.AllocationOf(spaces.Eligible.At(number)))
            .Max(blocks => Math.Pow(3, blocks[0]) * Math.Pow(2, blocks[1]));
        Assert.Equal(most, (double)plan.DilationArchitectures);
        Assert.Contains("stage 1, map 24 x 32: 1, 2, 3 (2 reads 91 %, 3 reads 86 %)", plan.InWords(), StringComparison.Ordinal);
        Assert.Contains("stage 4, map 3 x 4: 1 (2 reads 37 %, 3 reads 17 %)", plan.InWords(), StringComparison.Ordinal);
        Assert.Contains("kept unless what it found is better by more than 1.64 standard errors", plan.InWords(), StringComparison.Ordinal);
        Assert.Equal(2, Phase(plan, "stage-comparison").Count);
        Assert.Equal(2, Phase(plan, "operation-comparison").Count);
    }

    [Fact]
    public void Without_a_dilation_to_choose_there_are_no_operation_phases_and_two_networks_to_train()
    {
        var plan = CrNasPlan.Of(
            Small with
            {
                Data = Small.Data with { ShortSide = 32, LongSide = 32 },
                Backbone = Small.Backbone with { Dilations = "readable" },
            }
        );
        Assert.Equal(["stage-supernet", "stage-search", "final"], plan.Phases.Select(phase => phase.Name));
        Assert.Equal(2 * Small.Final.Seeds, Phase(plan, "final").Count);
        Assert.Contains("the result is that of the stage search", plan.InWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_madds_may_hold_allocations_of_different_sizes()
    {
        var plan = CrNasPlan.Of(Small with { Constraint = Small.Constraint with { Blocks = null, Madds = [105_000_000, 112_000_000] } });
        Assert.InRange(plan.Madds.Min, 105_000_000, plan.Madds.Max);
        Assert.InRange(plan.Madds.Max, plan.Madds.Min, 112_000_000);
        Assert.True(plan.Madds.Min < plan.Madds.Max);
        Assert.Contains("105M to 112M MAdds", plan.InWords(), StringComparison.Ordinal);
        Assert.Contains($"dilate at most {plan.Blocks} blocks", plan.InWords(), StringComparison.Ordinal);
        Assert.Equal(Math.Pow(3, plan.Blocks), (double)plan.DilationArchitectures);
    }

    [Fact]
    public void Constraints_that_no_allocation_meets_are_told_with_the_nearest_that_are_met()
    {
        var blocks = Assert.Throws<InfeasibleException>(() =>
            CrNasPlan.Of(Small with { Constraint = Small.Constraint with { Blocks = 30 } })
        );
        Assert.Contains("18 below", blocks.Message, StringComparison.Ordinal);
        var madds = Assert.Throws<InfeasibleException>(() =>
            CrNasPlan.Of(Small with { Constraint = Small.Constraint with { Blocks = null, Madds = [1000, 2000] } })
        );
        Assert.Contains("above it", madds.Message, StringComparison.Ordinal);
    }

    private static CrNasSettings Small =>
        new()
        {
            Name = "x",
            Data = new DetectionDataSettings
            {
                Name = "procedural-detection",
                ShortSide = 96,
                LongSide = 128,
            },
            Backbone = new BackboneSettings { Name = "resnet_small" },
            Detector = new DetectorSettings
            {
                Width = 48,
                HeadWidth = 128,
                Proposals = 100,
                SampledBoxes = 64,
            },
            Constraint = new ReallocationConstraintSettings
            {
                Blocks = 8,
                Height = 96,
                Width = 128,
                Proposals = 100,
            },
        };

    private static DetectorCost Cost(string detector, int height, int width, int proposals) =>
        DetectorCost.Of(
            ReallocationPhaseSpaces.DetectorShapeOf(Small with { Detector = Small.Detector with { Name = detector } }),
            BackboneShapes.Find("resnet_small"),
            height,
            width,
            proposals
        );

    private static IEnumerable<string> Names(CrNasSettings settings) => CrNasPlan.Of(settings).Phases.Select(phase => phase.Name);

    private static CostedPhase Phase(CrNasPlan plan, string name) => plan.Phases.Single(phase => phase.Name == name);
}

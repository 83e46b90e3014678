using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.DeviceTests.Detection;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks;
using Nas.Model.Networks.Backbones;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Methods.CrNas.Proxies;

public sealed class SetEvaluationTests
{
    public SetEvaluationTests() => set_num_threads(1);

    [Theory]
    [InlineData("faster-rcnn-fpn", 2)]
    [InlineData("retinanet-fpn", 2)]
    [InlineData("faster-rcnn-fpn", 0)]
    public void Stage_allocations_score_together_as_they_do_alone_to_the_bit(string kind, int recalibrations)
    {
        using var scope = NewDisposeScope();
        var space = new StageSpace(
            "stage-tiny",
            [
                [1, 2],
                [1, 2],
                [1, 2],
                [1, 2],
            ],
            BackboneShapes.Find("resnet_small"),
            96,
            96
        );
        using var supernet = new StageSupernet(space, new NormOptions(), CPU);
        using var detector = SmallDetectors.Create(kind, seed: 5, supernet);
        // RetinaNet starts so sure that there is nothing that it would find nothing.
        using (no_grad())
            foreach (
                var tensor in LayerState.Of(detector).Where(tensor => tensor.Name.EndsWith("cls_logits.bias", StringComparison.Ordinal))
            )
                tensor.Value.zero_();
        AssertEqual(detector, supernet, Whole(Drawn(space, 5, seed: recalibrations)), Images(recalibrations));
    }

    [Fact]
    public void Dilations_score_together_as_they_do_alone_to_the_bit()
    {
        using var scope = NewDisposeScope();
        var shape = BackboneShapes.Find("resnet_small").WithBlocks([1, 2, 1, 1]);
        var norm = new NormSwitch();
        var backbone = Backbone.Create(shape, new BackboneOptions { Norm = new NormOptions { Switch = norm } }, CPU);
        using var detector = SmallDetectors.Create("faster-rcnn-fpn", seed: 6, backbone);
        AssertEqual(
            detector,
            new OperationSupernet(backbone, norm),
            Whole(Drawn(new DilationSpace("dilation-tiny", shape, 96, 96), 5, seed: 1)),
            Images(2)
        );
    }

    /// <summary>
    /// Candidates that decide nothing, a beginning, scattered blocks or everything; two are equal; one begins like another ends.
    /// </summary>
    [Theory]
    [InlineData(2, 1L << 30)]
    [InlineData(2, 100_000L)]
    [InlineData(2, 0L)]
    [InlineData(0, 1L << 30)]
    public void Partial_candidates_score_together_as_they_do_alone_to_the_bit(int recalibrations, long featureBytes)
    {
        using var scope = NewDisposeScope();
        var shape = BackboneShapes.Find("resnet_small").WithBlocks([1, 2, 1, 1]);
        var norm = new NormSwitch();
        var backbone = Backbone.Create(shape, new BackboneOptions { Norm = new NormOptions { Switch = norm } }, CPU);
        using var detector = SmallDetectors.Create("faster-rcnn-fpn", seed: 6, backbone);
        var space = new DilationSpace("dilation-tiny", shape, 96, 96, partial: true);
        ImmutableArray<Candidate> candidates =
        [
            .. new[] { "1/2,*/*/*", "*/*,*/*/*", "1/3,*/*/*", "1/2,1/*/*", "3/*,2/*/1", "1/2,*/*/*", "1/2,1/3/2" }.Select(text =>
                Partial(space, space.Parse(text))
            ),
        ];
        Assert.NotEqual(candidates[0].In(0), candidates[0].In(1));
        AssertEqual(detector, new OperationSupernet(backbone, norm), candidates, Images(recalibrations), featureBytes);
    }

    [Fact]
    public void What_partial_candidates_have_decided_is_recalibrated_once()
    {
        using var scope = NewDisposeScope();
        var shape = BackboneShapes.Find("resnet_small").WithBlocks([1, 1, 1, 1]);
        var norm = new NormSwitch();
        var backbone = Backbone.Create(shape, new BackboneOptions { Norm = new NormOptions { Switch = norm } }, CPU);
        using var detector = SmallDetectors.Create("retinanet-fpn", seed: 6, backbone);
        var space = new DilationSpace("dilation-tiny", shape, 96, 96, partial: true);
        (int, int) Count(long featureBytes)
        {
            var counted = new Counted(new OperationSupernet(backbone, norm));
            var statistics = DisposeScopeManager.Statistics.TensorStatistics;
            var images = Images(3);
            var live = statistics.ThreadTotalLiveCount;
            SetEvaluation.Detections(
                detector,
                counted,
                [.. new[] { "1/1/*/*", "1/2/*/*" }.Select(text => Partial(space, space.Parse(text)))],
                images,
                featureBytes
            );
            Assert.Equal(live, statistics.ThreadTotalLiveCount);
            return (counted.Stems, counted.Steps);
        }
        // A trunk of three steps and two crowns of two, three recalibrations for each of two scored minibatches.
        Assert.Equal((3 + 2, (3 * 3) + (2 * ((3 * 4) + 3 + 4))), Count(1 << 30));
        Assert.Equal((3 + (2 * 4), (3 * 3) + (2 * 4 * (3 + 4))), Count(0));
    }

    [Fact]
    public void A_set_leaves_the_network_and_the_count_of_tensors_as_they_were()
    {
        using var scope = NewDisposeScope();
        var space = new StageSpace(
            "stage-tiny",
            [
                [1, 2],
                [1, 2],
                [1],
                [1],
            ],
            BackboneShapes.Find("resnet_small"),
            96,
            96
        );
        using var supernet = new StageSupernet(space, new NormOptions(), CPU);
        using var detector = SmallDetectors.Create("retinanet-fpn", seed: 5, supernet);
        var images = Images(1);
        var before = LayerState.Of(detector).Select(tensor => tensor.Value.bytes.ToArray()).ToList();
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var live = statistics.ThreadTotalLiveCount;
        SetEvaluation.Detections(detector, supernet, Whole(Drawn(space, 3, seed: 1)), images);
        Assert.Equal(live, statistics.ThreadTotalLiveCount);
        Assert.Equal(before, LayerState.Of(detector).Select(tensor => tensor.Value.bytes.ToArray()));
        Assert.Equal((NormMode.Batch, 0.1, null), (supernet.Norm.Mode, supernet.Norm.Momentum, supernet.Norm.Statistics));
    }

    [Fact]
    public void A_prefix_is_computed_once_for_all_candidates_that_share_it()
    {
        using var scope = NewDisposeScope();
        var space = new StageSpace(
            "stage-tiny",
            [
                [1, 2],
                [1],
                [1],
                [1, 2],
            ],
            BackboneShapes.Find("resnet_small"),
            96,
            96
        );
        using var supernet = new StageSupernet(space, new NormOptions(), CPU);
        using var detector = SmallDetectors.Create("retinanet-fpn", seed: 5, supernet);
        var counted = new Counted(supernet);
        SetEvaluation.Detections(
            detector,
            counted,
            Whole([space.Parse("1,1,1,1"), space.Parse("1,1,1,2"), space.Parse("2,1,1,1"), space.Parse("1,1,1,2")]),
            Images(1)
        );
        // One recalibration and two scored minibatches; of the candidates, three differ.
        Assert.Equal((3, 3 * (4 + 1 + 4)), (counted.Stems, counted.Steps));
    }

    private static void AssertEqual(
        Detector detector,
        ISupernet supernet,
        ImmutableArray<Candidate> candidates,
        DetectionImages images,
        long featureBytes = 1 << 30
    )
    {
        var together = SetEvaluation.Detections(detector, supernet, candidates, images, featureBytes);
        Assert.Equal(candidates.Length, together.Length);
        for (var i = 0; i < candidates.Length; i++)
        {
            var alone = SingleEvaluation.Detections(detector, supernet, candidates[i], images);
            Assert.NotEmpty(alone);
            Assert.Equal(alone, together[i]);
            Assert.Equal(images.Evaluate(alone).AP50, images.Evaluate(together[i]).AP50);
        }
        Assert.True(candidates.Select((_, i) => together[i][0].Score).Distinct().Count() > 1);
    }

    /// <summary>Undecided blocks are drawn by the number of the minibatch alone.</summary>
    private static Candidate Partial(DilationSpace space, Architecture architecture) =>
        new(
            space.DecidedIn(architecture).TakeWhile(isDecided => isDecided).Count(),
            minibatch => space.Completed(architecture, RandomStream.For(8, "completion-test", minibatch))
        );

    private static ImmutableArray<Candidate> Whole(ImmutableArray<Architecture> architectures) => [.. architectures.Select(Candidate.Of)];

    private static ImmutableArray<Architecture> Drawn(ISearchSpace space, int count, long seed)
    {
        var random = RandomStream.For(seed, "candidates");
        return [.. Enumerable.Range(0, count).Select(_ => new ConstrainedSpace(space, CostRange.Any).Sample(random))];
    }

    private static DetectionImages Images(int recalibrations)
    {
        var scored = Enumerable.Range(0, 2).Select(i => SmallDetectors.Rectangles(2, seed: 10 + i)).ToArray();
        var size = new ImageSize(SmallDetectors.Side, SmallDetectors.Side);
        var id = 0L;
        LabelledObject Object(ImageTargets target, int index)
        {
            var sides = target.Boxes[index].data<float>().ToArray();
            var box = new Box(sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]);
            return new LabelledObject(++id, (int)target.Labels[index].item<long>() - 1, box, box.Area);
        }
        var truth = new DetectionSet(
            [
                .. scored
                    .SelectMany(batch => batch.Targets)
                    .Select(
                        (target, image) =>
                            new LabelledImage(
                                image + 1,
                                $"{image}",
                                size.Width,
                                size.Height,
                                [.. Enumerable.Range(0, (int)target.Labels.shape[0]).Select(i => Object(target, i))]
                            )
                    ),
            ],
            [.. SmallDetectors.Colours.Select((name, index) => new LabelledCategory(index + 1, name))],
            []
        );
        return new DetectionImages(
            truth,
            OverlapKind.Boxes,
            [.. Enumerable.Range(0, recalibrations).Select(i => SmallDetectors.Rectangles(2, seed: 20 + i).Images)],
            [
                .. scored.Select(
                    (batch, b) =>
                        new ScoredBatch(batch.Images, [.. Enumerable.Range(2 * b, 2).Select(place => new PlacedImage(place, size, size))])
                ),
            ]
        );
    }

    private sealed class Counted(ISupernet supernet) : ISupernet
    {
        public int Stems { get; private set; }

        public int Steps { get; private set; }

        public int Decisions => supernet.Decisions;

        public NormSwitch Norm => supernet.Norm;

        public Tensor Stem(Tensor images)
        {
            Stems++;
            return supernet.Stem(images);
        }

        public Tensor Step(int decision, int choice, Tensor input)
        {
            Steps++;
            return supernet.Step(decision, choice, input);
        }

        public bool EndsStage(int decision) => supernet.EndsStage(decision);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Data.Detection;
using Nas.Model.Detection;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Spaces.Reallocation;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// What evaluating a set of candidates costs beside evaluating them one by one: the two are run in turns, and compared by their medians,
/// so that a busy machine slows both down.
/// </summary>
internal static class SetEvaluationBenchmark
{
    private const int Rounds = 5,
        Side = 128,
        ImagesPerBatch = 2,
        Recalibrations = 4,
        Scored = 2,
        Blocks = 8;

    public static void Run(TextWriter output)
    {
        using var scope = NewDisposeScope();
        // The depths of the ResNet series: 9 allocations of 8 blocks.
        var space = StageOptions.ResNet.Open("resnet_small", Side, Side);
        var eligible = space.WithBlocks(Blocks);
        ImmutableArray<Candidate> candidates =
        [
            .. Enumerable.Range(0, (int)eligible.Count).Select(i => Candidate.Of(eligible.At(new BigInteger(i)))),
        ];
        using var supernet = new StageSupernet(space, new NormOptions(), CPU);
        var shape = DetectorShape.Find("faster-rcnn-fpn") with { Classes = 4, Width = 32, HeadWidth = 64 };
        using var detector = Detector.Create(
            shape,
            new DetectorOptions
            {
                FinestAnchor = 16,
                AnchorsPerLevel = 50,
                Proposals = 50,
            },
            supernet,
            CPU
        );
        LayerState.Fill(LayerState.Of(detector), seed: 1, run: 0);
        var images = Images();

        void Together() => SetEvaluation.Detections(detector, supernet, candidates, images);
        void OneByOne()
        {
            foreach (var candidate in candidates)
                SingleEvaluation.Detections(detector, supernet, candidate, images);
        }
        Together();
        OneByOne();
        var (together, oneByOne) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
            (together[round], oneByOne[round]) = (Seconds(Together), Seconds(OneByOne));
        Array.Sort(together);
        Array.Sort(oneByOne);
        var (set, single) = (together[Rounds / 2], oneByOne[Rounds / 2]);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{candidates.Length} allocations of {Blocks} blocks: together {set:0.000} s, one by one {single:0.000} s, ratio {set / single:0.00}"
            )
        );
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static DetectionImages Images()
    {
        var size = new ImageSize(Side, Side);
        Tensor Batch(int number) => rand([ImagesPerBatch, 3, Side, Side], generator: new Generator((ulong)number, CPU));
        var truth = new DetectionSet(
            [.. Enumerable.Range(0, Scored * ImagesPerBatch).Select(image => new LabelledImage(image + 1, $"{image}", Side, Side, []))],
            [new LabelledCategory(1, "a"), new LabelledCategory(2, "b"), new LabelledCategory(3, "c")],
            []
        );
        return new DetectionImages(
            truth,
            OverlapKind.Boxes,
            [.. Enumerable.Range(0, Recalibrations).Select(Batch)],
            [
                .. Enumerable
                    .Range(0, Scored)
                    .Select(b => new ScoredBatch(
                        Batch(100 + b),
                        [.. Enumerable.Range(b * ImagesPerBatch, ImagesPerBatch).Select(place => new PlacedImage(place, size, size))]
                    )),
            ]
        );
    }
}

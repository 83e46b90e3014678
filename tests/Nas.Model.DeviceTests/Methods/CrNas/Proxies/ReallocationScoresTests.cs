using System.Collections.Immutable;
using Nas.Model.Data.Detection;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Proxies;
using Nas.Model.Metrics.Detection;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Methods.CrNas.Proxies;

public sealed class ReallocationScoresTests : IDisposable
{
    private static readonly ImmutableArray<int> Blocks = [1, 2, 2, 1];

    private readonly TempFolder _folder = new();

    public ReallocationScoresTests() => set_num_threads(1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("frozen")]
    public void Allocations_have_the_scores_that_they_have_alone(string norm)
    {
        var context = SmallCrNas.Context(
            SmallCrNas.Settings with
            {
                Backbone = new() { Name = "resnet_small", Norm = norm },
            }
        );
        var eligible = context.Spaces.Eligible;
        ImmutableArray<Architecture> drawn =
        [
            .. Enumerable.Range(0, 4).Select(i => eligible.Sample(RandomStream.For(3, "proxy-tests", i))),
        ];
        using var network = SupernetDetector.Stages(context);
        RequireAlike(context, PhaseNames.StageSearch, network, [.. drawn.Select(context.Spaces.Allocations.Format)], drawn);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("frozen")]
    public void Dilations_decided_and_undecided_have_the_scores_that_they_have_alone(string norm)
    {
        var context = SmallCrNas.Context(
            SmallCrNas.Settings with
            {
                Backbone = new() { Name = "resnet_small", Norm = norm },
            }
        );
        var space = new DilationSpace("dilations", context.Spaces.Backbone.WithBlocks(Blocks), partial: true);
        var random = RandomStream.For(4, "proxy-tests");
        // The first few blocks are decided, as a beam does; once some others, once all.
        var texts = new[] { 1, 1, 3, 3, 6 }
            .Select(decided => new Architecture([.. Enumerable.Range(0, 6).Select(block => block < decided ? random.Next(3) : 3)]))
            .Append(new Architecture([3, 1, 3, 0, 2, 3]))
            .Select(space.Format)
            .ToImmutableArray();
        using var network = SupernetDetector.Dilated(context, Blocks);
        RequireAlike(context, PhaseNames.OperationSearch, network, texts, [.. texts.Select(space.Parse)]);
    }

    [Fact]
    public void Undecided_blocks_are_drawn_anew_for_each_minibatch_and_alike_for_candidates_with_as_many_decided()
    {
        var space = new DilationSpace(
            "dilations",
            SmallCrNas.Context(SmallCrNas.Settings).Spaces.Backbone.WithBlocks(Blocks),
            partial: true
        );
        Architecture Completed(string text, int minibatch) =>
            space.Completed(space.Parse(text), RandomStream.For(1, "completion", 1, minibatch));
        var all = Enumerable.Range(0, 600).Select(m => (One: Completed("1/*,*/*,*/*", m), Two: Completed("3/*,*/*,*/*", m))).ToArray();
        Assert.All(all, pair => Assert.Equal((0, pair.One.With(0, 2)), (pair.One.Choices[0], pair.Two)));
        // Each dilation of each undecided block a third of the time, within five standard deviations.
        for (var block = 1; block < 6; block++)
        {
            for (var choice = 0; choice < 3; choice++)
                Assert.InRange(all.Count(pair => pair.One.Choices[block] == choice), 142, 258);
        }
        Assert.True(((ISearchSpace)space).IsComplete(all[0].One));
        Assert.Equal(space.Parse("1/2,3/1,2/3"), space.Completed(space.Parse("1/2,3/1,2/3"), RandomStream.For(1, "completion")));
    }

    [Fact]
    public void The_metric_and_the_images_are_those_of_the_settings()
    {
        var context = SmallCrNas.Context(SmallCrNas.Settings);
        using var network = SupernetDetector.Stages(context);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        double Score(DetectionProxySettings settings)
        {
            using var proxy = new ReallocationScores(context with { Settings = context.Settings with { Proxy = settings } });
            return Assert.Single(proxy.Evaluate(Task(PhaseNames.StageSearch, ["2,1,1,2"]))).Score;
        }
        var small = context.Settings.Proxy;
        var ap50 = Score(small);
        Assert.InRange(Score(small with { Metric = "ap" }), 1e-9, ap50 * 0.99);
        Assert.NotEqual(ap50, Score(small with { Images = 9 }));
        Assert.NotEqual(ap50, Score(small with { RecalibrationBatches = 1 }));
        // All there are.
        Assert.Equal(Score(small with { Images = 9 }), Score(small with { Images = 1000 }));
    }

    /// <summary>The scores without a fold are those of the proxy's images without the fold's; scored as ever, there are none.</summary>
    [Fact]
    public void Scores_without_a_fold_are_those_of_the_images_left()
    {
        var context = SmallCrNas.Context(SmallCrNas.Settings);
        using var network = SupernetDetector.Stages(context);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        using var proxy = new ReallocationScores(context);
        ImmutableArray<string> texts = ["2,1,1,2", "1,1,1,3"];
        var plain = proxy.Evaluate(Task(PhaseNames.StageSearch, texts));
        Assert.All(plain, one => Assert.Empty(one.Folds));
        var folded = proxy.Evaluate(Task(PhaseNames.StageComparison, texts) with { Like = PhaseNames.StageSearch });
        Assert.Equal(plain.Select(one => one.Score), folded.Select(one => one.Score));
        // Five images make five folds of one.
        Assert.All(folded, one => Assert.Equal(5, one.Folds.Length));
        Assert.True(folded[0].Folds.Distinct().Count() > 1);
        foreach (var (text, one) in texts.Zip(folded))
        {
            for (var fold = 0; fold < 5; fold++)
                Assert.Equal(one.Folds[fold], Oracle(context, network, context.Spaces.Allocations.Parse(text), without: fold));
        }
    }

    [Fact]
    public void Where_there_is_nothing_to_find_the_score_is_zero_and_difficult_objects_are_nothing_to_find()
    {
        var context = SmallCrNas.Context(SmallCrNas.Settings);
        using var network = SupernetDetector.Stages(context);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        double Score(Func<LabelledObject, IEnumerable<LabelledObject>> change)
        {
            var changed = new Relabelled(context.Data.Validation, image => image.Objects.SelectMany(change));
            using var proxy = new ReallocationScores(context with { Data = context.Data with { Validation = changed } });
            return Assert.Single(proxy.Evaluate(Task(PhaseNames.StageSearch, ["2,1,1,2"]))).Score;
        }
        Assert.NotEqual(0, Score(found => [found]));
        Assert.Equal(0, Score(_ => []));
        Assert.Equal(0, Score(found => [found with { IsDifficult = true }]));
    }

    [Fact]
    public void A_damaged_file_is_named_and_other_weights_are_told_apart()
    {
        var context = SmallCrNas.Context(SmallCrNas.Settings);
        using var network = SupernetDetector.Stages(context);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        using var proxy = new ReallocationScores(context);
        var task = Task(PhaseNames.StageSearch, ["2,1,1,2", "1,1,1,3"]);
        var first = proxy.Evaluate(task);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 3);
        Assert.Equal(first, proxy.Evaluate(task)); // the file named by this id has been read
        var second = proxy.Evaluate(task with { WeightsId = "other" });
        Assert.NotEqual(first, second);
        Assert.Equal(first, proxy.Evaluate(task));

        var bytes = File.ReadAllBytes(_folder.File("weights"));
        File.WriteAllBytes(_folder.File("weights"), bytes[..^8]);
        Assert.Contains(
            _folder.File("weights"),
            Assert.Throws<DamagedFileException>(() => proxy.Evaluate(task with { WeightsId = "cut" })).Message
        );
        Assert.Throws<DamagedFileException>(() =>
            proxy.Evaluate(new EvaluationTask(PhaseNames.OperationSearch, ["1/1/1/1"], "other", _folder.File("weights")))
        );
        Assert.Equal(second, proxy.Evaluate(task with { WeightsId = "other" }));
    }

    [Fact]
    public void Nothing_is_left_behind_and_what_is_no_candidate_is_refused()
    {
        var context = SmallCrNas.Context(SmallCrNas.Settings);
        using var network = SupernetDetector.Dilated(context, Blocks);
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        using (var proxy = new ReallocationScores(context))
        {
            var task = Task(PhaseNames.OperationSearch, ["1/1,2/*,*/*", "2/1,3/*,*/*"]);
            var first = proxy.Evaluate(task);
            var warm = statistics.ThreadTotalLiveCount;
            Assert.Equal(first, proxy.Evaluate(task));
            Assert.Equal(warm, statistics.ThreadTotalLiveCount);
            Assert.Empty(proxy.Evaluate(task with { Architectures = [] }));
            Assert.Throws<UserException>(() => proxy.Evaluate(task with { Architectures = ["1/1,2/*,*/*", "1/1/1,1/1"] }));
            Assert.Throws<UserException>(() => proxy.Evaluate(task with { Architectures = ["1/1,4/*,*/*"] }));
            Assert.Throws<ArgumentException>(() => proxy.Evaluate(task with { Phase = PhaseNames.Supernet }));
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    /// <summary>Together, each by itself, and by the oracle: to the bit.</summary>
    private void RequireAlike(
        CrNasContext context,
        string phase,
        SupernetDetector network,
        ImmutableArray<string> texts,
        ImmutableArray<Architecture> architectures
    )
    {
        SmallCrNas.WriteWeights(_folder.File("weights"), network, seed: 2);
        using var proxy = new ReallocationScores(context);
        var together = proxy.Evaluate(Task(phase, texts));
        Assert.Equal(together, texts.SelectMany(text => proxy.Evaluate(Task(phase, [text]))));
        Assert.All(together, evaluation => Assert.Null(evaluation.Loss));
        Assert.Equal(
            together.Select(evaluation => evaluation.Score),
            architectures.Select(architecture => Oracle(context, network, architecture))
        );
        Assert.Equal(texts.Distinct().Count(), together.Distinct().Count());
    }

    /// <summary>Loads, recalibrates and scores separately for every candidate and every scored minibatch.</summary>
    /// <param name="without">Place of an image whose objects and detections do not count; none by default.</param>
    private static double Oracle(CrNasContext context, SupernetDetector network, Architecture architecture, int without = -1)
    {
        var (settings, validation) = (context.Settings, context.Data.Validation);
        var order = Enumerable.Range(0, validation.Labels.Images.Length).ToArray();
        RandomStream.For(settings.Seed, "proxy-images").Shuffle<int>(order);
        var truth = validation.Labels with
        {
            Images = [.. order.Take(settings.Proxy.Images).Select(image => validation.Labels.Images[image])],
        };
        var plain = new DetectionLoaderOptions
        {
            Batch = settings.Proxy.RecalibrationBatch,
            Seed = settings.Seed,
            Purpose = "recalibration",
            ShortSide = 64,
            LongSide = 96,
        };
        using var training = new DetectionLoader(context.Data.Train, plain);
        using var single = new DetectionLoader(validation, plain with { Batch = 1, Shuffle = false });
        using var scope = NewDisposeScope();
        Tensor Pixels(LoadedBatch batch) => tensor(batch.Pixels, [batch.Images.Length, 3, batch.Height, batch.Width]);
        var recalibration =
            settings.Backbone.Norm == "frozen"
                ? []
                : Enumerable.Range(0, settings.Proxy.RecalibrationBatches).Select(i => Pixels(training.Get(i))).ToList();

        var decided = architecture.Choices.Count(choice => choice < 3);
        var found = new List<DetectedObject>();
        for (var (m, first) = (0, 0); first < truth.Images.Length; m++, first += settings.Proxy.Batch)
        {
            var members = Enumerable
                .Range(first, Math.Min(settings.Proxy.Batch, truth.Images.Length - first))
                .Select(place => (place, single.Get(order[place])))
                .ToList();
            var (height, width) = (members.Max(member => member.Item2.Height), members.Max(member => member.Item2.Width));
            var padded = members.Select(member =>
                nn.functional.pad(Pixels(member.Item2), [0, width - member.Item2.Width, 0, height - member.Item2.Height])
            );
            var places = members
                .Select(member => (member.place, member.Item2.Images[0]))
                .Select(member => new PlacedImage(
                    member.place,
                    new ImageSize(member.Item2.Height, member.Item2.Width),
                    new ImageSize(member.Item2.OriginalHeight, member.Item2.OriginalWidth)
                ));
            // Of allocations, whose stages may have four depths and more, nothing is undecided.
            var whole =
                network.Supernet is StageSupernet
                    ? architecture
                    : context
                        .Spaces.Dilated(Blocks, partial: true)
                        .Completed(architecture, RandomStream.For(settings.Seed, "completion", decided, m));
            found.AddRange(
                SingleEvaluation.Detections(
                    network.Detector,
                    network.Supernet,
                    Candidate.Of(whole),
                    new DetectionImages(truth, OverlapKind.Boxes, recalibration, [new ScoredBatch(cat([.. padded]), [.. places])])
                )
            );
        }
        return CocoEvaluation
            .Of(
                truth with
                {
                    Images = [.. truth.Images.Select((image, place) => place == without ? image with { Objects = [] } : image)],
                },
                [.. found.Where(one => one.Image != without)],
                OverlapKind.Boxes
            )
            .AP50;
    }

    private EvaluationTask Task(string phase, ImmutableArray<string> texts) => new(phase, texts, "weights", _folder.File("weights"));
}

using System.Collections.Immutable;
using Nas.Model.Data.Detection.Loading;
using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Testing;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

/// <summary>Tests of single steps of the supernets.</summary>
public sealed class SupernetStepTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CrNasContext _context = SmallReallocation.Context();

    public void Dispose() => _folder.Dispose();

    /// <summary>Noise moves every tensor, gradients at least every kernel.</summary>
    [Theory]
    [InlineData(PhaseNames.StageSupernet)]
    [InlineData(PhaseNames.StageSamples)]
    public void A_step_of_the_stage_supernet_moves_the_drawn_branches_and_the_heads_and_nothing_else(string phase)
    {
        using var network = SupernetDetector.Stages(_context);
        var names = network.Tensors.ToDictionary(tensor => (object)tensor.Value, tensor => tensor.Name, ReferenceEqualityComparer.Instance);
        var heads = network.Tensors.Where(tensor => !tensor.Name.StartsWith("backbone.body.", StringComparison.Ordinal)).ToList();
        using var run = DetectionRuns.Open(_context, new TrainingTask(phase, 1, null, null, null));
        var (before, after) = (_folder.File("before"), _folder.File("after"));
        var paths = new HashSet<Architecture>();
        for (var step = 0; step < 3; step++)
        {
            run.SaveWeights(before);
            run.Advance();
            run.SaveWeights(after);
            var path = PathOf(phase, step, 1, 4, 4, 5, 5);
            paths.Add(path);
            var mayMove = ((StageSupernet)network.Supernet)
                .StateOf(path)
                .Concat(heads)
                .Where(tensor => tensor.Trained)
                .ToDictionary(tensor => names[tensor.Value], tensor => tensor.Value, StringComparer.Ordinal);
            var moved = SmallReallocation.Differences(before, after);
            Assert.Subset(mayMove.Keys.ToHashSet(StringComparer.Ordinal), moved.ToHashSet(StringComparer.Ordinal));
            var mustMove = mayMove.Where(pair =>
                phase == PhaseNames.StageSamples || (pair.Key.StartsWith("backbone.", StringComparison.Ordinal) && pair.Value.dim() == 4)
            );
            Assert.All(mustMove, pair => Assert.Contains(pair.Key, moved));
        }
        Assert.True(paths.Count > 1);
    }

    [Fact]
    public void The_operation_supernet_starts_as_the_stage_supernet_with_its_allocation()
    {
        var (stages, operations) = (_folder.File("stages"), _folder.File("operations"));
        using (var run = DetectionRuns.Open(_context, new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null)))
        {
            run.Finish();
            run.SaveWeights(stages);
        }
        using (
            var run = DetectionRuns.Open(_context, new TrainingTask(PhaseNames.OperationSupernet, 0, SmallReallocation.Plain, stages, null))
        )
            run.SaveWeights(operations);

        using var scope = NewDisposeScope();
        using var trained = SupernetDetector.Stages(_context);
        LayerFile.Read(stages, trained.Tensors);
        using var inherited = SupernetDetector.Dilated(_context, ReallocatedBackbone.Parse(SmallReallocation.Plain).Blocks);
        LayerFile.Read(operations, inherited.Tensors);
        var batch = Batch("inheritance", number: 0);
        var expected = trained.Supernet.Forward(batch.Images, _context.Spaces.Allocations.Parse("1,3,2,2"));
        var actual = inherited.Supernet.Forward(batch.Images, new Architecture([.. new int[8]]));
        AssertSame(expected, actual);
        ImmutableArray<Tensor> Losses(SupernetDetector network, ImmutableArray<Tensor> maps) =>
            [.. network.Detector.Losses(maps, batch, RandomStream.For(1, "inheritance")).Select(loss => loss.Value)];
        AssertSame(Losses(trained, expected), Losses(inherited, actual));
    }

    /// <summary>
    /// A step of a chain without noise and prior is a step of gradient descent on the mean loss, at the rate that the settings name: so the
    /// drift has the right N. The minibatch is that of the images as they are.
    /// </summary>
    [Theory]
    [InlineData(PhaseNames.StageSamples)]
    [InlineData(PhaseNames.OperationSamples)]
    public void A_chain_without_noise_goes_down_the_mean_loss_at_the_learning_rate(string phase)
    {
        const double Rate = 0.01;
        var langevin = new OptionalLangevinSettings
        {
            Samples = 1,
            BurnIn = 0,
            Thinning = 2,
            Batch = 2,
            LearningRate = Rate,
            Schedule = "constant",
            Temperature = 0,
            PriorPrecision = 0,
        };
        var context = SmallReallocation.Context(SmallReallocation.Settings with { StageLangevin = langevin, OperationLangevin = langevin });
        var stages = phase == PhaseNames.StageSamples;
        using var network = stages ? SupernetDetector.Stages(context) : SupernetDetector.Dilated(context, [1, 3, 2, 2]);
        LayerState.Fill(network.Tensors, seed: 8, run: 8);
        var (start, end) = (_folder.File("start"), _folder.File("end"));
        LayerFile.Write(start, network.Tensors);
        using var run = DetectionRuns.Open(context, new TrainingTask(phase, 0, SmallReallocation.Plain, start, null));
        for (var step = 0; step < 2; step++)
        {
            using var scope = NewDisposeScope();
            var path = stages ? PathOf(phase, step, 0, 4, 4, 5, 5) : PathOf(phase, step, 0, 3, 3, 3, 3, 3, 3, 3, 3);
            var batch = Batch(phase + "-batches/0", step);
            var losses = network.Detector.Losses(
                network.Supernet.Forward(batch.Images, path),
                batch,
                RandomStream.For(3, phase + "-boxes", 0, step)
            );
            var loss = stack(losses.Select(part => part.Value)).sum();
            loss.backward();
            // Not to the bit: eps / 2 * N is the rate but for rounding.
            Assert.Equal(loss.item<float>(), run.Advance().Loss, 1e-5);
            using var noGradient = no_grad();
            foreach (var tensor in network.Tensors.Where(tensor => tensor.Trained && tensor.Value.grad is not null))
            {
                tensor.Value.sub_(tensor.Value.grad! * Rate);
                tensor.Value.grad!.zero_();
            }
        }
        run.SaveWeights(end);
        using var file = Nas.Model.WeightFiles.SafetensorsFile.Open(end);
        Assert.All(
            network.Tensors,
            tensor => Assert.True(allclose(tensor.Value.to_type(float32), file.Read(tensor.Name).to_type(float32), 1e-5, 1e-6), tensor.Name)
        );
    }

    private static void AssertSame(ImmutableArray<Tensor> expected, ImmutableArray<Tensor> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.bytes.ToArray(), pair.Second.bytes.ToArray()));
    }

    /// <summary>Uniform over the choices of each decision.</summary>
    private Architecture PathOf(string phase, int step, int run, params int[] choices)
    {
        var random = RandomStream.For(_context.Settings.Seed, phase + "-path", run, step);
        return new Architecture([.. choices.Select(random.Next)]);
    }

    private DetectionBatch Batch(string purpose, int number)
    {
        using var loader = new DetectionLoader(
            _context.Data.Train,
            new DetectionLoaderOptions
            {
                Batch = 2,
                Seed = 3,
                Purpose = purpose,
                ShortSide = 64,
                LongSide = 96,
            }
        );
        return DetectorBatch.Of(loader.Get(number), CPU);
    }
}

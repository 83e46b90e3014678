using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nas.Model.Detection;
using Nas.Model.DeviceTests.Execution;
using Nas.Model.DeviceTests.Methods.CrNas.Training;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Methods.StNas.Training;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Settings;
using Nas.Model.Training;
using TorchSharp;

namespace Nas.Model.DeviceTests.Training;

public sealed class GradientsTests
{
    /// <summary>
    /// The fault of a device shows where memory peaks. Had the process ended, as it does from autograd.grad, there would be no test to
    /// fail.
    /// </summary>
    [Fact]
    public void An_error_in_the_backward_pass_is_an_exception_and_the_next_step_is_as_good_as_any()
    {
        using var learner = new Learner { Fails = true };
        using var run = new GradientRun(new TrainingTask("phase", 0, null, null, null), learner, own => new Rule());
        var error = Assert.Throws<ExternalException>(() => run.Advance());
        Assert.Contains("modified by an inplace operation", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, run.Step);
        Assert.Null(learner.Weight.grad);

        learner.Fails = false;
        run.Advance();
        Assert.Equal(MathF.E, learner.Weight[0].item<float>(), 1e-6f);
    }

    [Fact]
    public void A_parameter_that_the_loss_does_not_depend_on_has_none()
    {
        using var scope = torch.NewDisposeScope();
        var (used, unused) = (torch.ones(2, requires_grad: true), torch.ones(2, requires_grad: true));
        var gradients = Gradients.Of(used.sum(), [used, unused]);
        Assert.Equal([1f, 1f], gradients[0]!.data<float>().ToArray());
        Assert.Null(gradients[1]);
        Assert.Null(used.grad);
    }

    /// <summary>
    /// The reference is autograd.grad, by which histories were made before. The length of gradients is summed as they lie in memory.
    /// </summary>
    [Theory]
    [InlineData("topology")]
    [InlineData("faster-rcnn-fpn")]
    [InlineData("retinanet-fpn")]
    [InlineData("mask-rcnn-fpn")]
    [InlineData("synchronised")]
    public void They_are_those_of_autograd_to_the_bit(string network)
    {
        using var scope = torch.NewDisposeScope();
        using ILearner learner = network == "topology" ? Topology() : Detector(network);
        learner.Initialise(null);
        var loss = learner.LossOf(0);
        torch.Tensor[] parameters = [.. loss.Copies.Prepend(loss.Parameters).SelectMany(own => own).Select(parameter => parameter.Value)];
        var expected = torch.autograd.grad([loss.Value], parameters, retain_graph: true, allow_unused: true);
        var actual = Gradients.Of(loss.Value, parameters);
        Assert.All(
            parameters.Index(),
            one =>
            {
                var (before, now) = (expected[one.Index], actual[one.Index]);
                Assert.Equal(before.IsInvalid, now is null);
                if (now is null)
                    return;
                Assert.Equal(before.contiguous().bytes.ToArray(), now.contiguous().bytes.ToArray());
                if (network != "topology")
                    Assert.Equal(before.stride(), now.stride());
            }
        );
    }

    private static TopologyLearner Topology()
    {
        var context = SmallSearch.Context();
        return TopologyRuns.Supernet(
            context,
            new TrainingTask(PhaseNames.Supernet, 0, null, null, null),
            TopologyRuns.Descent(context.Settings.Supernet)
        );
    }

    private static DetectorLearner Detector(string kind)
    {
        var small = SmallReallocation.Settings;
        var context = SmallReallocation.Context(
            kind == "synchronised"
                ? small with
                {
                    Backbone = new BackboneSettings { Name = "resnet_small", Norm = kind },
                    Detector = small.Detector with { Shards = 2 },
                }
                : small with
                {
                    Detector = small.Detector with { Name = kind },
                }
        );
        var path = new Model.Spaces.Architecture([.. context.Spaces.Allocations.Decisions.Select(_ => 0)]);
        return new DetectorLearner(
            context,
            new TrainingTask(PhaseNames.StageSupernet, 0, null, null, null),
            new DetectorShards(context, SupernetDetector.Stages),
            new DetectorWork(2, Flip: true, NormMode.Batch, _ => path, (detector, _) => LayerState.Fill(detector.Tensors, seed: 5, run: 0))
        );
    }

    private sealed class Learner : ILearner
    {
        public bool Fails { get; set; }

        public torch.Tensor Weight { get; } = torch.zeros(1, requires_grad: true);

        public IReadOnlyList<NamedTensor> Parameters => [new("w", Weight)];

        public IReadOnlyList<NamedTensor> Buffers => [];

        public void Initialise(string? weightsPath) { }

        /// <summary>exp keeps its result for the backward pass, where its change is noticed.</summary>
        public StepLoss LossOf(int step)
        {
            var power = Weight.add(1).exp();
            if (Fails)
                power.add_(1);
            return new StepLoss(power.sum(), Parameters);
        }

        public void SaveWeights(string path) { }

        public ImmutableSortedDictionary<string, double> Measure() => ImmutableSortedDictionary<string, double>.Empty;

        public void Dispose() => Weight.Dispose();
    }

    private sealed class Rule : IUpdateRule
    {
        public int TotalSteps => 1;

        public double LongestGradient => 0;

        public IEnumerable<NamedTensor> State => [];

        public void Move(IReadOnlyList<NamedTensor> parameters, IReadOnlyList<torch.Tensor> gradients, int step)
        {
            using var noGradient = torch.no_grad();
            parameters[0].Value.add_(gradients[0]);
        }

        public int? SampleAfter(int steps) => null;

        public void Dispose() { }
    }
}

using Nas.Model.Detection;
using Nas.Model.Execution;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.CrNas.Training;
using Nas.Model.Networks;
using Nas.Model.Networks.Layers;
using Nas.Model.Networks.Reallocation;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Methods.CrNas.Training;

public sealed class ShardedTrainingTests : IDisposable
{
    private const int Images = 4,
        Side = 64;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A real backbone, under a loss that is a mean over images: so that the mean over shards is the same.</summary>
    [Theory]
    [InlineData("resnet_small", 2)]
    [InlineData("resnet_small", 4)]
    [InlineData("mobilenet_v2", 2)]
    public void Synchronised_shards_have_the_gradients_and_statistics_of_the_whole_minibatch(string backbone, int shards)
    {
        var whole = Pass(backbone, 1, "plain");
        var synchronised = Pass(backbone, shards, "synchronised");
        var plain = Pass(backbone, shards, "plain");
        Assert.Equal(whole.Count, synchronised.Count);
        double Distance(Dictionary<string, float[]> other) => whole.Max(pair => Relative(pair.Value, other[pair.Key]));
        TestContext.Current.SendDiagnosticMessage(
            $"{backbone}, {shards} shards: synchronised {Distance(synchronised):e1}, plain {Distance(plain):e1}"
        );
        Assert.InRange(Distance(synchronised), 0, 2e-3);
        Assert.InRange(Distance(plain), 0.1, double.MaxValue);
    }

    [Theory]
    [InlineData(PhaseNames.StageSupernet, "synchronised")]
    [InlineData(PhaseNames.OperationSamples, "synchronised")]
    [InlineData(PhaseNames.Final, "synchronised")]
    [InlineData(PhaseNames.Final, "plain")]
    [InlineData(PhaseNames.Final, "frozen")]
    public void A_run_stopped_and_resumed_ends_with_the_same_bits(string phase, string norm)
    {
        var (whole, again, resumed) = (Open(phase, norm), Open(phase, norm), Open(phase, norm));
        var checkpoint = _folder.File("stopped");
        using (resumed)
        {
            for (var i = 0; i < 2; i++)
                resumed.Advance();
            resumed.SaveCheckpoint(checkpoint);
        }
        var expected = Finish(whole, "whole");
        Assert.Equal(expected, Finish(again, "again"));
        Assert.Equal(expected, Finish(Open(phase, norm, checkpoint), "rest"));
    }

    [Fact]
    public void Shards_are_dealt_to_devices_in_turn()
    {
        var context = SmallReallocation.Context() with { Device = CPU, MoreDevices = [META] };
        Assert.Equal(
            [DeviceType.CPU, DeviceType.META, DeviceType.CPU],
            Enumerable.Range(0, 3).Select(shard => context.DeviceOf(shard).type)
        );
        Assert.Equal(DeviceType.CPU, (context with { MoreDevices = [] }).DeviceOf(5).type);
    }

    [Theory]
    [InlineData("synchronised")]
    [InlineData("plain")]
    public void A_shard_that_fails_ends_the_step_with_its_exception(string norm)
    {
        var context = Context(norm, shards: 3);
        using var shards = new DetectorShards(context, SupernetDetector.Stages);
        LayerState.Fill(shards.First.Tensors, seed: 1, run: 0);
        using var images = rand(1, 3, Side, Side);
        Tensor LossOf(SupernetDetector network, int shard, int culprit) =>
            shard == culprit
                ? throw new DivergedException("of this shard")
                : network.Supernet.Forward(images, new Architecture([0, 0, 0, 0]))[^1].mean();
        foreach (var culprit in (int[])[0, 1, 2])
        {
            var failure = Assert.Throws<DivergedException>(() => shards.MeanLoss((network, shard) => LossOf(network, shard, culprit)));
            Assert.Equal("of this shard", failure.Message);
        }
        // The next step is as good as any.
        using var loss = shards.MeanLoss((network, shard) => LossOf(network, shard, culprit: -1));
        Assert.True(float.IsFinite(loss.item<float>()));
    }

    /// <summary>
    /// Deviation relative to the largest value of a tensor, unless all values are as good as 0, as gradients of shifts in front of a
    /// BatchNorm are.
    /// </summary>
    private static double Relative(float[] expected, float[] actual) =>
        expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max() / Math.Max(1e-3, expected.Max(Math.Abs));

    /// <summary>Gradients of all parameters, and the statistics that were recorded.</summary>
    private static Dictionary<string, float[]> Pass(string backbone, int count, string norm)
    {
        using var scope = NewDisposeScope();
        var context = Context(norm, count, backbone);
        using var shards = new DetectorShards(context, own => SupernetDetector.Dilated(own, own.Spaces.Backbone.Blocks));
        shards.SetMode(NormMode.Record);
        LayerState.Fill(shards.First.Tensors, seed: 5, run: 0);
        var path = new Architecture([.. context.Spaces.Backbone.Blocks.SelectMany(blocks => new int[blocks])]);
        using var generator = new Generator(3, CPU);
        var images = randn([Images, 3, Side, Side], generator: generator);
        var loss = shards.MeanLoss(
            (network, shard) =>
            {
                var maps = network.Supernet.Forward(images.narrow(0, shard * Images / count, Images / count), path);
                return stack(maps.Select(map => map.tanh().square().mean())).sum();
            }
        );
        var own = shards
            .First.Tensors.Where(tensor => tensor.Trained && tensor.Name.StartsWith(Detector.BackbonePath, StringComparison.Ordinal))
            .ToArray();
        var copies = shards
            .CopiesOf(path)
            .Select(copy => copy.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal))
            .ToArray();
        Tensor[] all = [.. own.Select(tensor => tensor.Value), .. copies.SelectMany(copy => own.Select(tensor => copy[tensor.Name]))];
        var gradients = autograd.grad([loss], all);
        var found = own.Select(
                (tensor, number) =>
                    (
                        tensor.Name,
                        Values: stack(Enumerable.Range(0, count).Select(shard => gradients[number + (shard * own.Length)])).sum(dim: 0)
                    )
            )
            .ToList();
        found.AddRange(
            shards
                .First.Tensors.Where(tensor => tensor.Name.Contains("running", StringComparison.Ordinal))
                .Select(tensor => (tensor.Name, tensor.Value))
        );
        return found.ToDictionary(pair => pair.Name, pair => pair.Values.reshape(-1).data<float>().ToArray(), StringComparer.Ordinal);
    }

    private static CrNasContext Context(string norm, int shards, string backbone = "resnet_small") =>
        SmallReallocation.Context(Settings(norm, shards, backbone));

    private static CrNasSettings Settings(string norm, int shards, string backbone = "resnet_small") =>
        SmallReallocation.Settings with
        {
            Backbone = new BackboneSettings { Name = backbone, Norm = norm },
            Detector = SmallReallocation.Settings.Detector with { Shards = shards },
        };

    private static ITrainingRun Open(string phase, string norm, string? checkpoint = null) =>
        DetectionRuns.Open(Context(norm, shards: 2), new TrainingTask(phase, 0, SmallReallocation.Dilated, null, checkpoint));

    private string Finish(ITrainingRun run, string name)
    {
        using (run)
        {
            run.Finish();
            run.SaveCheckpoint(_folder.File(name));
            return Convert.ToHexString(File.ReadAllBytes(_folder.File(name))) + string.Join(';', run.Measure());
        }
    }
}

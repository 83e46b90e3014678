using Nas.Model.Arithmetic;
using Nas.Model.Cost.Detection;
using Nas.Model.Detection;
using Nas.Model.DeviceTests.Methods.CrNas.Proxies;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.Shared;
using Nas.Model.Networks;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;
using Nas.Model.Spaces.Topology;
using Testing;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Methods.Shared;

public sealed class LayerShapesTests
{
    public static TheoryData<string> Detectors => [.. DetectorShape.Names];

    [Fact]
    public void Every_weight_of_a_classifier_s_convolutions_belongs_to_a_shape()
    {
        IEnumerable<IImageSpace> spaces = [.. TopologyPresets.All.Select(spec => new TopologySpace(spec)), new MacroSpace(width: 0.25)];
        foreach (var space in spaces)
        {
            using var network = PathNetwork.Supernet(space, META, running: false);
            Assert.Equal(WeightsIn(network), LayerShapes.Of(space).Select(WeightOf).ToHashSet());
        }
    }

    [Theory, MemberData(nameof(Detectors))]
    public void Every_weight_of_a_detector_s_convolutions_belongs_to_a_shape_and_its_blocks_have_all_dilations(string name)
    {
        var settings = SmallCrNas.Settings with { Detector = SmallCrNas.Settings.Detector with { Name = name } };
        var shapes = DetectorLayers.Of(
            SmallCrNas.Context(settings with { Data = settings.Data with { TrainImages = 1, ValidationImages = 1, TestImages = 1 } })
        );
        using var network = SupernetDetector.Stages(SmallCrNas.Context(settings) with { Device = META });
        Assert.Equal(WeightsIn(network.Detector), shapes.Select(WeightOf).ToHashSet());
        Assert.Equal(
            [1, 2, 3],
            shapes
                .Where(shape => shape.Spec is { Input: 16, Output: 32, Kernel: 3, Stride: 2 } && !shape.Bias)
                .Select(shape => shape.Dilation)
                .Order()
        );
    }

    [Fact]
    public void What_is_known_holds_all_of_a_search_file_s_that_chooses_no_widths()
    {
        var known = LayerShapes.Known();
        Assert.Equal(known.Distinct(), known);
        Assert.Subset(known.ToHashSet(), LayerShapes.Of(new MacroSpace(width: 0.125)).ToHashSet());
        Assert.Contains(new LayerShape(new ConvSpec(4, 8, 1, 2, 1)), known);
    }

    /// <summary>This tells which results in docs/results the fault of oneDNN can have touched.</summary>
    [Fact]
    public void Strided_1x1_convolutions_of_few_channels_are_in_narrow_networks_of_NAS_Bench_Macro_alone()
    {
        static bool IsTouched(LayerShape shape) => shape.Spec is { Kernel: 1, Stride: > 1, Input: < 16 };
        var narrow = new[] { 0.375, 0.25, 0.125, 0.1 }.SelectMany(width => LayerShapes.Of(new MacroSpace(width: width))).ToHashSet();
        Assert.Equal([], LayerShapes.Known().Where(shape => IsTouched(shape) && !narrow.Contains(shape)));
        Assert.Equal([4, 8], LayerShapes.Of(new MacroSpace(side: 16, width: 0.125)).Where(IsTouched).Select(shape => shape.Spec.Input));
        Assert.Equal(
            [16, 32, 64],
            DetectorLayers
                .Of(SmallCrNas.Context(SmallCrNas.Settings))
                .Where(shape => shape.Spec is { Kernel: 1, Stride: > 1 })
                .Select(shape => shape.Spec.Input)
                .Order()
        );
    }

    /// <summary>A call that does not go through Convolution would also miss its workarounds for the faults of libtorch.</summary>
    [Fact]
    public void Nothing_but_Convolution_calls_libtorch_s()
    {
        var callers = Directory
            .EnumerateFiles(Path.Combine(TestData.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("conv2d(", StringComparison.OrdinalIgnoreCase))
            .Select(Path.GetFileName);
        Assert.Equal(["Convolution.cs"], callers);
    }

    private static HashSet<string> WeightsIn(nn.Module network) =>
        [.. network.parameters().Where(parameter => parameter.dim() == 4).Select(parameter => string.Join('x', parameter.shape))];

    private static string WeightOf(LayerShape shape) =>
        shape.Transposed
            ? $"{shape.Spec.Input}x{shape.Spec.Output}x2x2"
            : $"{shape.Spec.Output}x{shape.Spec.Input / shape.Spec.Groups}x{shape.Spec.Kernel}x{shape.Spec.Kernel}";
}

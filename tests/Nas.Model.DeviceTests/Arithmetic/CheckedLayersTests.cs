using Nas.Model.Arithmetic;
using Nas.Model.Methods.Shared;
using Nas.Model.Networks;
using Nas.Model.Spaces.Macro;
using TorchSharp;

namespace Nas.Model.DeviceTests.Arithmetic;

public sealed class CheckedLayersTests
{
    [Fact]
    public void Each_layer_is_named_before_it_is_tried_once_in_a_process_and_in_the_end_none()
    {
        torch.set_num_threads(1);
        var said = new List<string?>();
        var layers = new CheckedLayers(said.Add);
        LayerShape[] shapes = [new(new ConvSpec(4, 8, 1, 2, 1)), new(new ConvSpec(6, 6, 3, 2, 6))];

        layers.Require(shapes, torch.CPU);
        Assert.Equal(
            [
                "checking a layer of the search, 1x1 convolution from 4 to 8 channels, stride 2",
                "checking a layer of the search, depthwise 3x3 convolution from 6 to 6 channels, stride 2",
                null,
            ],
            said
        );
        layers.Require(shapes, torch.CPU);
        Assert.Equal(4, said.Count);
    }

    [Fact]
    public void A_search_s_layers_are_right_and_its_random_numbers_stay_where_they_were()
    {
        torch.set_num_threads(1);
        torch.random.manual_seed(3);
        var undisturbed = torch.randn(8).data<float>().ToArray();
        torch.random.manual_seed(3);
        new CheckedLayers().Require(LayerShapes.Of(new MacroSpace(side: 16, width: 0.125)), torch.CPU);
        Assert.Equal(undisturbed, torch.randn(8).data<float>().ToArray());
    }
}

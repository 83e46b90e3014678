using System.Collections.Immutable;
using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Cost.Detection;

/// <summary>
/// The feature pyramid (Lin et al., 2017): a 1x1 convolution on every stage, a 3x3 one on every sum, coarser levels after the last.
/// </summary>
internal static class PyramidCost
{
    public static (ImmutableArray<Layer> Layers, ImmutableArray<MapShape> Levels) Of(
        DetectorShape detector,
        ImmutableArray<MapShape> stages
    )
    {
        var layers = ImmutableArray.CreateBuilder<Layer>();
        var levels = ImmutableArray.CreateBuilder<MapShape>();
        for (var i = 0; i + detector.FirstStage < stages.Length; i++)
        {
            var stage = stages[i + detector.FirstStage];
            var level = new LayerList(stage.Channels, stage.Height, stage.Width)
                .Convolution($"inner_blocks.{i}.0", detector.Width, 1, bias: true)
                .Convolution($"layer_blocks.{i}.0", detector.Width, 3, bias: true);
            layers.AddRange(level.Layers);
            levels.Add(MapShape.Of(level));
        }
        for (var i = 0; i < detector.ExtraLevels; i++)
        {
            var level = new LayerList(detector.Width, levels[^1].Height, levels[^1].Width);
            if (detector.OneStage)
                level.Convolution($"extra_blocks.p{i + 6}", detector.Width, 3, 2, bias: true);
            else
                level.Pool(1, 2);
            layers.AddRange(level.Layers);
            levels.Add(MapShape.Of(level));
        }
        return (layers.ToImmutable(), levels.ToImmutable());
    }
}

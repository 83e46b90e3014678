using System.Collections.Immutable;
using System.CommandLine;
using Nas.Model.Cost;

namespace Seed.Output;

public sealed record LayerDescription(string Name, LayerKind Kind, int Channels, int Height, int Width, long Madds, long Parameters)
{
    public static LayerDescription Of(Layer layer) =>
        new(layer.Name, layer.Kind, layer.Channels, layer.Height, layer.Width, layer.Cost.MAdds, layer.Cost.Parameters);
}

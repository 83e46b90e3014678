using Nas.Model.Cost.Torchvision;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>Spaces of the depths that stages may have.</summary>
public static class StageSpaces
{
    /// <summary>The space of a backbone, at an input of this many pixels.</summary>
    /// <param name="options">Depths that the stages may have.</param>
    /// <param name="backbone">Name of the backbone; null: <see cref="StageOptions.Backbone"/>.</param>
    public static StageSpace Open(this StageOptions options, string? backbone = null, int height = 800, int width = 1088) =>
        new(options.Name, options.Stages, BackboneShapes.Find(backbone ?? options.Backbone), height, width);
}

using Nas.Model.Data;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Macro;

namespace Nas.Model.Execution;

/// <summary>
/// Checks that images fit the networks of a search. It needs no tensors, so that the answer is known before any device is asked.
/// </summary>
public static class ImageFit
{
    private const int ColourChannels = 3;

    /// <param name="settings">Settings of the space.</param>
    /// <exception cref="UserException">The images have another shape, or more classes.</exception>
    public static void Require(SpaceSettings settings, IImageSpace space, IImageDataset data)
    {
        var (channels, height, width) = (data.Shape.Channels, data.Shape.Height, data.Shape.Width);
        if (channels != space.Channels || height != space.Side || width != space.Side)
        {
            throw new UserException(
                $"{(settings.Plugin is null ? "space.preset" : "space.plugin")} {space.Name} takes images of {space.Channels} x {space.Side} x {space.Side}, but data.name {data.Name} has {channels} x {height} x {width}: "
                    + $"choose another {(settings.Plugin is null ? "preset" : "space")}, or set data.side{(space is MacroSpace ? " or space.side" : "")}."
            );
        }
        if (data.ClassNames.Length > space.Classes)
        {
            throw new UserException(
                $"space.classes is {space.Classes}, but {data.Name} has {data.ClassNames.Length} classes: set space.classes to at least that."
            );
        }
    }

    /// <exception cref="UserException">The images are grey, and backbones take colour.</exception>
    public static void RequireColour(IImageDataset data)
    {
        if (data.Shape.Channels == ColourChannels)
            return;
        throw new UserException(
            $"pretraining.data.name is {data.Name}, whose images are grey: take a set in colour, such as cifar10 or an image-folder."
        );
    }
}

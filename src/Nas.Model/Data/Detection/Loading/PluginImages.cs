using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>
/// A part of a plug-in's images, held to what training and evaluation count on. Whatever is thrown is a fault of the data.
/// </summary>
public sealed class PluginImages : IDetectionDataset
{
    private const int ColourChannels = 3;

    private readonly IDetectionDataset _given;
    private readonly string _part;

    private PluginImages(string name, string part, IDetectionDataset given) =>
        (Name, _part, _given, Labels) = (name, part, given, given.Labels);

    public string Name { get; }

    public DetectionSet Labels { get; }

    /// <param name="name">Name of the plug-in.</param>
    /// <param name="root"><c>data.root</c>.</param>
    /// <param name="masks">Every object must have its mask.</param>
    /// <exception cref="UserException">They are not there, or not as they must be.</exception>
    public static DetectionSplits Read(IDetectionImageSet plugin, string name, string? root, bool masks)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var given = Guarded(name, () => plugin.Read(root) ?? throw new InvalidOperationException("it returned nothing"));
        var parts = new DetectionSplits(
            Guarded(name, () => new PluginImages(name, "training", given.Train)),
            Guarded(name, () => new PluginImages(name, "validation", given.Validation)),
            Guarded(name, () => new PluginImages(name, "test", given.Test))
        );
        foreach (var part in (PluginImages[])[(PluginImages)parts.Train, (PluginImages)parts.Validation, (PluginImages)parts.Test])
        {
            if (!part.Labels.Categories.SequenceEqual(parts.Train.Labels.Categories))
                throw part.Wrong("has other categories than the training part");
            part.Check(masks);
        }
        return parts;
    }

    public DecodedImage Load(int index)
    {
        var image = Guarded(Name, () => _given.Load(index));
        var label = Labels.Images[index];
        var (width, height) = (label.Width, label.Height);
        if (image.Shape.Channels != ColourChannels || image.Pixels?.Length != image.Shape.Size)
            throw Wrong($"has no three channels of bytes in image {label.Id}");
        return (image.Shape.Width, image.Shape.Height) == (width, height)
            ? image
            : throw Wrong(
                $"has {image.Shape.Width}x{image.Shape.Height} pixels in image {label.Id}, where its labels say {width}x{height}"
            );
    }

    private void Check(bool masks)
    {
        if (Labels.Images.IsDefault || Labels.Skipped.IsDefault || Labels.Notes.IsDefault || Labels.Categories.IsDefaultOrEmpty)
            throw Wrong("lacks images, categories, or the list of what was left out");
        var (images, objects) = (new HashSet<long>(), new HashSet<long>());
        foreach (var image in Labels.Images)
        {
            if (!images.Add(image.Id))
                throw Wrong($"has two images of the number {image.Id}");
            if (image.Width <= 0 || image.Height <= 0)
                throw Wrong($"does not say how large image {image.Id} is");
            if (image.Objects.IsDefault)
                throw Wrong($"has no list of objects for image {image.Id}");
            foreach (var found in image.Objects)
            {
                if (found.Id < 1 || !objects.Add(found.Id))
                    throw Wrong($"has an object of the number {found.Id} in image {image.Id}: numbers are different, from 1");
                if (found.Category < 0 || found.Category >= Labels.Categories.Length)
                    throw Wrong($"has object {found.Id} in category {found.Category}, of {Labels.Categories.Length} from 0");
                if (BoxFault.Of(found.Box, image) is { Length: > 0 } fault)
                    throw Wrong($"{fault}, as object {found.Id} of image {image.Id}");
                if (masks && found.Shape is null)
                    throw Wrong($"has no mask for object {found.Id}, which detector.name needs");
            }
        }
    }

    private UserException Wrong(string what) =>
        new($"data.name {Name}: the {_part} part {what}. That is for the plug-in's author to mend.");

    private static T Guarded<T>(string name, Func<T> call)
    {
        try
        {
            return call();
        }
        // It is anybody's code.
        catch (Exception cause) when (cause is not UserException)
        {
            throw new UserException(
                $"data.name {name}: the plug-in failed ({cause.Message.TrimEnd('.')}). That is for its author to mend.",
                cause
            );
        }
    }
}

using Nas.Model.Data.Images;

namespace Nas.Model.Data.Detection.Loading;

/// <summary>Labelled files of the kinds that <see cref="ImageDecoder"/> reads, decoded when asked for.</summary>
public sealed class ImageFiles : IDetectionDataset
{
    private readonly string _folder;

    private ImageFiles(string name, DetectionSet labels, string folder) => (Name, Labels, _folder) = (name, labels, folder);

    public string Name { get; }

    public DetectionSet Labels { get; }

    /// <param name="name">Name of the set in messages.</param>
    /// <param name="labels">Labels of the images.</param>
    /// <param name="folder">The folder that the labels' file names start from.</param>
    /// <param name="faults">
    /// Refuse: an unreadable image is refused when it is asked for. Skip: every image is decoded once, here, and unreadable ones are left
    /// out with a sentence each, so that labels and pixels agree from then on.
    /// </param>
    public static ImageFiles Open(string name, DetectionSet labels, string folder, FaultPolicy faults = FaultPolicy.Refuse)
    {
        var files = new ImageFiles(name, labels, folder);
        return faults == FaultPolicy.Refuse ? files : files.Readable();
    }

    /// <summary>Path of an image's file.</summary>
    public string PathOf(int index) => Path.Combine(_folder, Labels.Images[index].FileName);

    public DecodedImage Load(int index)
    {
        try
        {
            return Decode(index);
        }
        catch (UnreadableImageException e)
        {
            throw new DamagedFileException($"{Fault(index, e)}; put a good copy in its place, or have faulty entries skipped.", e);
        }
    }

    private ImageFiles Readable()
    {
        var faults = new string?[Labels.Images.Length];
        Parallel.For(
            0,
            faults.Length,
            index =>
            {
                try
                {
                    Decode(index);
                }
                catch (UnreadableImageException e)
                {
                    faults[index] = Fault(index, e);
                }
            }
        );
        if (Array.TrueForAll(faults, fault => fault is null))
            return this;
        var skipped = faults.Where(fault => fault is not null).Select(fault => fault + "; it is left out.");
        return new ImageFiles(
            Name,
            Labels with
            {
                Images = [.. Labels.Images.Where((_, index) => faults[index] is null)],
                Skipped = [.. Labels.Skipped, .. skipped],
            },
            _folder
        );
    }

    private string Fault(int index, UnreadableImageException reason) =>
        $"{HarmlessText.Line(PathOf(index))} cannot be used ({reason.Message})";

    private DecodedImage Decode(int index)
    {
        var image = ImageDecoder.Decode(Read(PathOf(index)), side: null);
        var (_, height, width) = image.Shape;
        var label = Labels.Images[index];
        return label is { Width: > 0, Height: > 0 } && (label.Width, label.Height) != (width, height)
            ? throw new UnreadableImageException($"it has {width}x{height} pixels where its labels say {label.Width}x{label.Height}")
            : image;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return InputFile.Bytes(path, ImageEntry.MostBytes, "image");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserException)
        {
            throw new UnreadableImageException(e.Message.TrimEnd('.'));
        }
    }
}

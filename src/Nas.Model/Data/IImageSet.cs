using Nas.Model.Plugins;

namespace Nas.Model.Data;

/// <summary>
/// Labelled images that <c>data.name</c> names, read in the control process, to see that they are there, and in device processes. The same
/// bytes every time for the same <c>data.options</c>.
/// </summary>
[PluginContract("dataset")]
public interface IImageSet
{
    /// <param name="root"><c>data.root</c>; null: it was not given.</param>
    /// <exception cref="UserException">They are not there, or damaged; the sentence says what helps.</exception>
    (IImageDataset Train, IImageDataset Test) Read(string? root);
}

using Nas.Model.Data.Detection.Loading;
using Nas.Model.Plugins;

namespace Nas.Model.Data.Detection;

/// <summary>
/// Images with boxes that <c>data.name</c> of a detection search names, read in the control process, to see that they are there, and in
/// device processes. The same labels and pixels every time for the same <c>data.options</c>.
/// </summary>
[PluginContract("dataset")]
public interface IDetectionImageSet
{
    /// <summary>
    /// All labels; pixels are asked for later. The three parts share no image and have the same categories. Of each part the numbers of
    /// images, and those of objects, from 1, are different. <c>data.train-images</c> and its like are seen to afterwards.
    /// </summary>
    /// <param name="root"><c>data.root</c>; null: it was not given.</param>
    /// <exception cref="UserException">They are not there, or damaged; the sentence says what helps.</exception>
    DetectionSplits Read(string? root);
}

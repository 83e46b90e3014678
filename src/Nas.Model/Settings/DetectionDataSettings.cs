using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>Images with boxes, in three parts: training, validation (scores architectures), test (read by the final phases only).</summary>
public sealed record DetectionDataSettings
{
    /// <summary>Editions of the rules by which files are read.</summary>
    public const int First = 1,
        Latest = 2;

    /// <summary>
    /// procedural-detection, voc (a folder as PASCAL VOC lays it out), coco (a folder with COCO annotation files), or that of a plug-in.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>
    /// The folder; required for voc and coco, given to a plug-in as it is. Other paths start from it and stay inside, unless they are
    /// absolute.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>Options of a plug-in that reads the images; null: it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>
    /// voc: the list in ImageSets/Main; null: train. coco: the annotation file, relative to root; null: that of the official layout,
    /// annotations/instances_train2017.json.
    /// </summary>
    public string? Train { get; init; }

    /// <summary>
    /// voc: the list; null: val. coco: the annotation file; null: <see cref="ValidationImages"/> of the training images, drawn by the seed,
    /// are set aside.
    /// </summary>
    public string? Validation { get; init; }

    /// <summary>voc: the list; null: test. coco: the annotation file; null: annotations/instances_val2017.json.</summary>
    public string? Test { get; init; }

    /// <summary>coco: the folder of the training images, relative to root; null: train2017.</summary>
    public string? TrainFolder { get; init; }

    /// <summary>coco: the folder of the validation images; null: that of the training images.</summary>
    public string? ValidationFolder { get; init; }

    /// <summary>coco: the folder of the test images; null: val2017.</summary>
    public string? TestFolder { get; init; }

    /// <summary>
    /// Limit on the training images, taken first in an order drawn by the seed; null: all. For the procedural set: their number; null:
    /// 2000.
    /// </summary>
    [Range(1, 10_000_000)]
    public int? TrainImages { get; init; }

    /// <summary>
    /// The same for the validation images (procedural: 500). For coco without <see cref="Validation"/>: number of training images that are
    /// set aside; required then.
    /// </summary>
    [Range(1, 10_000_000)]
    public int? ValidationImages { get; init; }

    /// <summary>The same for the test images (procedural: 500).</summary>
    [Range(1, 10_000_000)]
    public int? TestImages { get; init; }

    /// <summary>Kinds of objects that the procedural set has.</summary>
    public const int ProceduralCategories = 4;

    /// <summary>Kinds of objects, without the background: as many as the data have; null: four, which the procedural set has.</summary>
    [Range(1, 10_000)]
    public int? Categories { get; init; }

    /// <summary>
    /// Images are resized so that the short side has this many pixels, unless the long one would exceed <see cref="LongSide"/>.
    /// </summary>
    [Range(32, 4096)]
    public int ShortSide { get; init; } = 800;

    [Range(32, 8192)]
    public int LongSide { get; init; } = 1333;

    /// <summary>Training images are mirrored with probability one half.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Treatment of an entry or image that cannot be used: refuse (an error that names it) or skip (with a warning that names it).
    /// </summary>
    [AllowedValues("refuse", "skip")]
    public string Damaged { get; init; } = "refuse";

    /// <summary>
    /// The rules that tell which entries of voc and coco cannot be used; a search keeps those it began with. 1: what is not written as the
    /// sets' own authors write it. 2: what cannot be understood. Null: the latest, filled in when the search begins; a search that began
    /// before there were editions has none, and reads by the first.
    /// </summary>
    [Range(First, Latest), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Edition { get; init; }
}

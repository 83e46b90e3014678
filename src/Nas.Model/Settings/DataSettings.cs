using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nas.Model.Settings;

/// <summary>Images with classes.</summary>
public sealed record DataSettings
{
    /// <summary>Editions of the rules by which image folders are read.</summary>
    public const int First = 1,
        Latest = 2;

    /// <summary>fashion-mnist, mnist, cifar10, cifar100, image-folder, procedural.</summary>
    [Required]
    public required string Name { get; init; }

    /// <summary>Folder of the data; null: where <c>langevin data get NAME</c> puts it. Required for image-folder.</summary>
    public string? Root { get; init; }

    /// <summary>Options of a plug-in that reads the images; null: it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Options { get; init; }

    /// <summary>The set that is used, with a clear notice to the user, where the named set cannot be had; null: that is an error.</summary>
    public string? Fallback { get; init; }

    /// <summary>Training images set aside, stratified by class, for scoring architectures.</summary>
    [Range(1, 1_000_000)]
    public int Validation { get; init; } = 10_000;

    /// <summary>Images are resized to this many pixels a side where the set's images differ in size; null: as they are.</summary>
    [Range(8, 2048)]
    public int? Side { get; init; }

    /// <summary>Zero pixels put around a training image before a random crop of its own size; 0: no crop.</summary>
    [Range(0, 64)]
    public int CropPadding { get; init; } = 2;

    /// <summary>Training images are mirrored with probability one half.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Treatment of an unreadable image of an image folder: refuse (an error that names it) or skip (with a warning that names it).
    /// </summary>
    [AllowedValues("refuse", "skip")]
    public string Damaged { get; init; } = "refuse";

    /// <summary>
    /// The rules by which an image folder is read; a search keeps those it began with. 1: hidden folders are classes. 2: they are left out.
    /// Null: the latest, filled in when the search begins; a search that began before there were editions has none, and reads by the first.
    /// </summary>
    [Range(First, Latest), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Edition { get; init; }
}

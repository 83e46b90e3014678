using Nas.Model.Settings;

namespace Nas.Model.Data.Sets;

/// <summary>Images drawn by code.</summary>
internal sealed record Procedural : KnownSet
{
    /// <summary>Seed of the images. The set is one set, whatever the search's seed, like a downloaded one.</summary>
    private const long Seed = 1;

    public static Procedural Set { get; } =
        new()
        {
            Name = ProceduralSet.SetName,
            Description = "Textures and shapes, drawn by code",
            TrainImages = ProceduralSet.TrainImages,
            TestImages = ProceduralSet.TestImages,
            Classes = ProceduralSet.ClassNames.Length,
            Shape = ProceduralSet.Shape,
            Source = "no files",
        };

    internal override RawSet Read(DataSettings settings, string place) => ProceduralSet.Draw(Seed);

    /// <summary>Images drawn by code need no check.</summary>
    internal override (RawSet? Set, string? NotSeen) Look(DataSettings settings, string place, bool decode) => (null, null);
}

using Nas.Model.Data.Images;
using Nas.Model.Settings;

namespace Nas.Model.Data.Sets;

/// <summary>The user's own images, in a folder for each class.</summary>
internal sealed record ImageFolder : KnownSet
{
    public static ImageFolder Set { get; } =
        new()
        {
            Name = "image-folder",
            Description = "Your own images: data.root/train/CLASS/*.jpg and test or val, or a .tar.gz of that",
            Source = "data.root",
        };

    public override bool IsOfUser => true;

    public override bool HasEditions => true;

    internal override string? Find(string? root, DataPlaces places) => root is not null && ImageListing.IsThere(root) ? root : null;

    internal override UserException Missing(string? root, DataPlaces places) =>
        root is null
            ? new($"data.name {Name} needs data.root: the folder with train/CLASS/*.jpg and test or val, or a .tar.gz of that")
            : new($"data.root {root} has no folder train and is no .tar.gz: give the folder with train/CLASS/*.jpg and test or val");

    internal override RawSet Read(DataSettings settings, string place) =>
        ImageFolderSet.Read(place, settings.Side, settings.Damaged == "skip", hidden: ImageFolderSet.HasHiddenClasses(settings));

    internal override (RawSet? Set, string? NotSeen) Look(DataSettings settings, string place, bool decode) =>
        ImageFolderLook.At(place, settings, decode);
}

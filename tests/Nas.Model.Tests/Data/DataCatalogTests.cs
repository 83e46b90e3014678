using Nas.Model.Data;
using Nas.Model.Data.Sets;
using Nas.Model.Settings;
using Testing;

namespace Nas.Model.Tests.Data;

public sealed class DataCatalogTests : IDisposable
{
    private static readonly DataSettings Fashion = new() { Name = "fashion-mnist", Validation = 30 };
    private readonly TempFolder _folder = new();
    private readonly DataPlaces _places;

    public DataCatalogTests() => _places = new DataPlaces(_folder.File("data"), _folder.File("debian"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_set_is_found_where_data_get_puts_it_or_where_debian_does()
    {
        IdxWriter.WriteSet(_folder.File("debian", "fashion-mnist"), 60, 20);
        Assert.Equal(30, DataCatalog.Open(Fashion, 1, _places).Train.Count);
        IdxWriter.WriteSet(_folder.File("data", "fashion-mnist"), 100, 20);
        Assert.Equal(70, DataCatalog.Open(Fashion, 1, _places).Train.Count);
        IdxWriter.WriteSet(_folder.File("mine"), 200, 20);
        Assert.Equal(170, DataCatalog.Open(Fashion with { Root = _folder.File("mine") }, 1, _places).Train.Count);
    }

    [Fact]
    public void The_parts_are_disjoint_and_stratified_and_the_seed_decides_them()
    {
        IdxWriter.WriteSet(_folder.File("data", "fashion-mnist"), 100, 20);
        var splits = DataCatalog.Open(Fashion, 1, _places);
        Assert.Equal((70, 30, 20), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.All(Enumerable.Range(0, 30).CountBy(splits.Validation.Label), p => Assert.Equal(3, p.Value));
        Assert.Equal(100, Contents(splits.Train).Concat(Contents(splits.Validation)).Distinct().Count());
        Assert.Equal(Contents(splits.Validation), Contents(DataCatalog.Open(Fashion, 1, _places).Validation));
        Assert.NotEqual(Contents(splits.Validation), Contents(DataCatalog.Open(Fashion, 2, _places).Validation));
        Assert.Equal(ChannelStatistics.Of(splits.Train).Mean, splits.Mean);
    }

    [Fact]
    public void A_missing_set_is_told_with_its_key_the_folders_and_the_remedy()
    {
        var error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion, 1, _places));
        Assert.Equal(
            $"The data set that data.name names, fashion-mnist, is not in {_folder.File("data", "fashion-mnist")} or {_folder.File("debian", "fashion-mnist")}: "
                + "get it with `langevin data get fashion-mnist`",
            error.Message
        );
        error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion with { Root = _folder.Path }, 1, _places));
        Assert.Contains($"data.root {_folder.Path} lacks files of fashion-mnist", error.Message);
        error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion with { Name = "image-folder" }, 1, _places));
        Assert.Contains("needs data.root", error.Message);
    }

    [Fact]
    public void A_damaged_set_is_told_with_the_file_and_the_remedy()
    {
        IdxWriter.WriteSet(_folder.File("data", "fashion-mnist"), 100, 20);
        var path = _folder.File("data", "fashion-mnist", "train-images-idx3-ubyte.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        var error = Assert.Throws<DamagedFileException>(() => DataCatalog.Open(Fashion, 1, _places));
        Assert.Contains(path, error.Message);
        Assert.EndsWith("`langevin data get fashion-mnist --force` gets it anew", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion with { Name = "fashion" }, 1, _places));
        Assert.Equal(
            "data.name \"fashion\" is no data set: take one of fashion-mnist, mnist, cifar10, cifar100, image-folder, procedural",
            error.Message
        );
    }

    [Fact]
    public void Validation_must_leave_something_to_train_on()
    {
        IdxWriter.WriteSet(_folder.File("data", "fashion-mnist"), 30, 20);
        var error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion, 1, _places));
        Assert.Contains("data.validation sets 30 images aside, and fashion-mnist has 30 training images", error.Message);
        Assert.Equal(1, DataCatalog.Open(Fashion with { Validation = 29 }, 1, _places).Train.Count);
    }

    [Fact]
    public void A_side_that_the_set_does_not_have_is_refused()
    {
        var error = Assert.Throws<UserException>(() => DataCatalog.Open(Fashion with { Side = 32 }, 1, _places));
        Assert.Contains("data.side is 32, but the images of fashion-mnist are used as they are, 28 x 28", error.Message);
    }

    [Fact]
    public void The_fallback_is_taken_only_where_the_set_cannot_be_had_and_says_so()
    {
        var settings = Fashion with { Fallback = "procedural", Root = _folder.File("mine") };
        var (effective, notice) = DataCatalog.Resolve(settings, _places);
        Assert.Equal(settings with { Name = "procedural", Fallback = null, Root = null }, effective);
        Assert.Equal(
            $"The data set fashion-mnist is not in {_folder.File("mine")}: data.fallback, the procedural set, is used in its place.",
            notice
        );

        IdxWriter.WriteSet(_folder.File("mine"), 100, 20);
        Assert.Equal((settings, null), DataCatalog.Resolve(settings, _places));
        Assert.Equal((Fashion, null), DataCatalog.Resolve(Fashion, _places));
        Assert.Contains(
            "data.fallback \"x\"",
            Assert.Throws<UserException>(() => DataCatalog.Resolve(Fashion with { Fallback = "x" }, _places)).Message
        );
    }

    [Fact]
    public void The_list_says_what_is_here_and_where()
    {
        IdxWriter.WriteSet(_folder.File("data", "mnist"), 10, 10);
        var list = DataCatalog.List(_places);
        Assert.Equal(6, list.Length);
        Assert.Equal(["mnist", "procedural"], list.Where(s => s.IsHere).Select(s => s.Set.Name));
        Assert.Equal(_folder.File("data", "mnist"), list.Single(s => s.Set.Name == "mnist").Folder);
    }

    [Fact]
    public void Known_sets_are_described_as_they_are()
    {
        var set = Procedural.Set;
        var splits = DataCatalog.Open(new DataSettings { Name = "procedural", Validation = 4000 }, 1, _places);
        Assert.Equal(set.TrainImages, splits.Train.Count + splits.Validation.Count);
        Assert.Equal((set.TestImages, set.Classes, set.Shape), (splits.Test.Count, splits.Test.ClassNames.Length, splits.Test.Shape));
    }

    [Fact]
    public void Real_cifar_10_opens_from_a_folder_of_the_users()
    {
        var settings = new DataSettings
        {
            Name = "cifar10",
            Root = TestData.Require("cifar10-exact-subset"),
            Validation = 660,
            Side = 32,
        };
        var splits = DataCatalog.Open(settings, 1, _places);
        Assert.Equal((4000, 660, 846), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        // Near the figures that all of CIFAR-10 is normalised by.
        Assert.Equal([0.49, 0.48, 0.45], splits.Mean.Select(m => Math.Round(m, 2)));
    }

    private static List<string> Contents(IImageDataset data)
    {
        var pixels = new byte[data.Shape.Size];
        return
        [
            .. Enumerable
                .Range(0, data.Count)
                .Select(i =>
                {
                    data.CopyPixels(i, pixels);
                    return Convert.ToHexString(pixels);
                }),
        ];
    }
}

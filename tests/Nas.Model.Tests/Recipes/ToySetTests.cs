using Nas.Model.Data;
using Nas.Model.Data.Fetching;
using Nas.Model.Settings;
using Testing;

namespace Nas.Model.Tests.Recipes;

/// <summary>CONTRIBUTING's recipe of a data set, followed: an object, and a line in the list of sets; nothing else knows it.</summary>
public sealed class ToySetTests : IDisposable
{
    private static readonly KnownSets Sets = new([.. KnownSets.Standard.Own, ToySet.Set]);
    private static readonly DataSettings Toy = new() { Name = "toy", Validation = 4 };

    private readonly TempFolder _folder = new();
    private readonly DataPlaces _places;

    public ToySetTests() => _places = new DataPlaces(_folder.File("data"), _folder.File("debian"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_listed_got_and_opened_as_every_other_set()
    {
        Assert.False(Listed().IsHere);
        ToyFiles.Write(_folder.File("mine"), 20, 4);
        var got = await Fetcher().GetAsync("toy", _folder.File("mine"), force: false, null, Cancellation);
        Assert.Equal(new FetchResult(_folder.File("data", "toy"), $"the folder {_folder.File("mine")}", WasThere: false), got);
        Assert.Equal((true, got.Folder), (Listed().IsHere, Listed().Folder));

        Assert.Equal(20, DataCatalog.Require(Toy, _places, sets: Sets).Train!.Count);
        var splits = DataCatalog.Open(Toy, 1, _places, Sets);
        Assert.Equal((16, 4, 4), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.Equal(["even", "odd"], splits.Test.ClassNames);
        Assert.Equal((ToySet.Set.Shape, ToySet.Set.Classes), (splits.Test.Shape, splits.Test.ClassNames.Length));
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_told_as_of_every_other_set()
    {
        Assert.Equal(
            $"The data set that data.name names, toy, is not in {_folder.File("data", "toy")}: get it with `langevin data get toy`",
            Assert.Throws<UserException>(() => DataCatalog.Open(Toy, 1, _places, Sets)).Message
        );
        Assert.EndsWith(", cifar100, image-folder, procedural, toy", Message(Toy with { Name = "toi" }), StringComparison.Ordinal);
        Assert.StartsWith("data.side is 3, but the images of toy are ", Message(Toy with { Side = 3 }), StringComparison.Ordinal);
        var (effective, notice) = DataCatalog.Resolve(Toy with { Fallback = "procedural" }, _places, Sets);
        Assert.Equal("procedural", effective.Name);
        Assert.StartsWith("The data set toy is not in ", notice, StringComparison.Ordinal);

        ToyFiles.Write(_folder.File("data", "toy"), 20, 4);
        File.AppendAllText(_folder.File("data", "toy", "test.toy"), "x");
        Assert.Equal(
            $"{_folder.File("data", "toy", "test.toy")} ends in an image; `langevin data get toy --force` gets it anew",
            Message(Toy)
        );
        var unread = await Assert.ThrowsAsync<UserException>(() =>
            Fetcher().GetAsync("toy", _folder.File("data", "toy"), force: true, null, Cancellation)
        );
        Assert.Contains("ends in an image", unread.Message, StringComparison.Ordinal);
    }

    private string Message(DataSettings settings) =>
        Assert.ThrowsAny<UserException>(() => DataCatalog.Open(settings, 1, _places, Sets)).Message;

    private SetOnMachine Listed() => DataCatalog.List(_places, Sets).Single(found => found.Set == ToySet.Set);

    private DataFetcher Fetcher()
    {
        var assembly = new SetAssembly(
            new HttpDownload(new HttpClient(), TimeSpan.Zero),
            (_, _, _, _) => throw new InvalidOperationException()
        );
        return new DataFetcher(Sets, _places, assembly, _ => false);
    }
}

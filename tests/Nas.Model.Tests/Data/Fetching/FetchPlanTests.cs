using Nas.Model.Data;
using Nas.Model.Data.Fetching;
using Nas.Model.Data.Sets;

namespace Nas.Model.Tests.Data.Fetching;

public sealed class FetchPlanTests
{
    private static readonly PublishedSet Fashion = FashionMnist.Set;

    [Fact]
    public void What_is_on_the_machine_comes_before_what_must_be_fetched()
    {
        var plan = FetchPlan.For(Fashion, null, new FetchFacts("/debian", HasApt: true));
        Assert.Collection(
            plan,
            s => Assert.Equal(new FolderSource("/debian"), s),
            s => Assert.Equal("the Debian package dataset-fashion-mnist", s.Description),
            s => Assert.Equal("github.com", s.Description)
        );
    }

    [Fact]
    public void A_folder_of_the_users_is_the_only_source() =>
        Assert.Equal([new FolderSource("/mine")], FetchPlan.For(Fashion, "/mine", new FetchFacts("/debian", HasApt: true)));

    [Fact]
    public void A_mirror_stands_in_for_those_who_published_the_files_and_changes_nothing_but_their_address()
    {
        var mirror = DataMirror.Of("https://mirror.example/sets");
        var plan = FetchPlan.For(Fashion, null, new FetchFacts("/debian", HasApt: true, mirror));
        Assert.Equal(2, plan.Length);
        Assert.Equal(new FolderSource("/debian"), plan[0]);
        var files = Assert.IsType<PublishedSource>(plan[1]).Files;
        Assert.Equal("https://mirror.example/sets/fashion-mnist/train-images-idx3-ubyte.gz", files[0].Address.AbsoluteUri);
        Assert.Equal(
            Fashion.Published.Select(file => (file.Name, file.Size, file.Sha256)),
            files.Select(file => (file.Name, file.Size, file.Sha256))
        );
        Assert.Equal([new FolderSource("/mine")], FetchPlan.For(Fashion, "/mine", new FetchFacts(null, HasApt: true, mirror)));
    }

    [Theory]
    [InlineData("mirror.example")]
    [InlineData("/srv/sets")]
    [InlineData("file:///srv/sets")]
    [InlineData("https://mirror.example/?set=")]
    public void A_mirror_that_is_no_address_is_refused(string address)
    {
        var error = Assert.Throws<UserException>(() => DataMirror.Of(address));
        Assert.Equal($"LANGEVIN_DATA_MIRROR is {address}: it must be an address that begins with http:// or https://", error.Message);
        Assert.Null(DataMirror.Of(""));
    }

    [Fact]
    public void Only_fashion_mnist_has_a_debian_package()
    {
        var cifar = Cifar10.Set;
        var plan = FetchPlan.For(cifar, null, new FetchFacts(null, HasApt: true));
        Assert.Equal("www.cs.toronto.edu", Assert.Single(plan).Description);
    }

    [Fact]
    public void Every_set_with_files_has_pinned_published_files()
    {
        foreach (var set in KnownSets.Standard.Own.OfType<PublishedSet>())
        {
            var files = set.Published;
            Assert.NotEmpty(files);
            Assert.All(files, f => Assert.Matches("^[0-9a-f]{64}$", f.Sha256));
            Assert.All(files, f => Assert.Equal("https", f.Address.Scheme));
            Assert.All(files, f => Assert.True(f.Size > 4000));
        }
    }
}

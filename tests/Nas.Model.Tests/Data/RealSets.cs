using Nas.Model.Data;
using Nas.Model.Data.Sets;
using Testing;

namespace Nas.Model.Tests.Data;

internal static class RealSets
{
    /// <summary>The folder of Fashion-MNIST where this machine has it; the test is skipped, with the reason, where not.</summary>
    public static string RequireFashionMnist()
    {
        DataPlaces[] places = [DataPlaces.FromEnvironment(), new(Path.Combine(TestData.Repository, "data"), "/usr/share/datasets")];
        var folder = places
            .Select(p => DataCatalog.List(p).Single(s => s.Set.Name == FashionMnist.Set.Name).Folder)
            .FirstOrDefault(f => f is not null);
        Assert.SkipUnless(folder is not null, "real data missing: Fashion-MNIST (get it with `langevin data get fashion-mnist`)");
        return folder!;
    }
}

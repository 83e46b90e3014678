using Nas.Model;
using Nas.Model.Settings;
using Seed.Output;
using Seed.Running;
using Testing;

namespace Seed.Tests.Running;

/// <summary>On real data: BCCD has two boxes without an area (its README).</summary>
public sealed class DataSupplyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_left_out_is_named_when_a_search_begins_and_not_again()
    {
        var root = TestData.Require("bccd");
        var told = Told(root, begun: false);
        Assert.Equal(["BloodImage_00338", "BloodImage_00343"], told.Select(line => Path.GetFileNameWithoutExtension(line.Split(',')[0])).Order());
        Assert.All(told, line => Assert.EndsWith("has an empty box, " + line[line.IndexOf('[')..line.IndexOf(']')] + "]; it is left out.", line));
        Assert.Empty(Told(root, begun: true));
    }

    /// <summary>The labels do not tell: the image has to be decoded.</summary>
    [Fact]
    public void A_torn_image_is_named()
    {
        var root = Copy(TestData.Require("bccd"));
        var torn = Path.Combine(root, "JPEGImages", "BloodImage_00001.jpg");
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..2000]);
        Assert.Contains(Told(root, begun: false), line => line.StartsWith($"{torn} cannot be used (", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_leave_to_skip_the_first_fault_is_refused()
    {
        var settings = Settings(TestData.Require("bccd"));
        var refused = Assert.Throws<UserException>(() => DataSupply.Require(settings with { Data = settings.Data with { Damaged = "refuse" } }, begun: false, Silent(TextWriter.Null)));
        Assert.Contains("set data.damaged to skip", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Told(string root, bool begun)
    {
        using var words = new StringWriter();
        DataSupply.Require(Settings(root), begun, Silent(words));
        return words.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Terminal Silent(TextWriter words) => new(TextWriter.Null, words, Live: false, 100, TimeProvider.System);

    private static CrNasSettings Settings(string root) => new()
    {
        Name = "blood",
        Data = new DetectionDataSettings { Name = "voc", Root = root, Categories = 3, Damaged = "skip" },
        Backbone = new BackboneSettings { Name = "resnet_small" },
    };

    private string Copy(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, Path.GetRelativePath(root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
        return _folder.Path;
    }
}

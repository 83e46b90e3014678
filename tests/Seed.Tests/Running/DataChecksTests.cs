using Nas.Model;
using Nas.Model.Methods.BlackBox;
using Nas.Model.Methods.CrNas;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Output;
using Seed.Running;
using Testing;

namespace Seed.Tests.Running;

/// <summary>Sentences about a search's data before it starts. Some data are real: BCCD has two boxes without area (its README).</summary>
public sealed class DataChecksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_left_out_is_named_when_a_search_begins_and_not_again()
    {
        var root = TestData.Require("bccd");
        var told = Told(root, DataSight.Begins);
        Assert.Equal(
            ["BloodImage_00338", "BloodImage_00343"],
            told.Select(line => Path.GetFileNameWithoutExtension(line.Split(',')[0])).Order()
        );
        Assert.All(
            told,
            line => Assert.EndsWith("has an empty box, " + line[line.IndexOf('[')..line.IndexOf(']')] + "]; it is left out.", line)
        );
        Assert.Empty(Told(root, DataSight.GoesOn));
    }

    /// <summary>The labels do not tell: the image has to be decoded.</summary>
    [Fact]
    public void A_torn_image_is_named()
    {
        var root = Copy(TestData.Require("bccd"));
        var torn = Path.Combine(root, "JPEGImages", "BloodImage_00001.jpg");
        File.WriteAllBytes(torn, File.ReadAllBytes(torn)[..2000]);
        Assert.Contains(Told(root, DataSight.Begins), line => line.StartsWith($"{torn} cannot be used (", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_leave_to_skip_the_first_fault_is_refused()
    {
        var settings = Settings(TestData.Require("bccd"));
        var refused = Assert.Throws<UserException>(() =>
            DataChecks.Require(
                settings with
                {
                    Data = settings.Data with { Damaged = "refuse" },
                },
                DataSight.Begins,
                Silent(TextWriter.Null)
            )
        );
        Assert.Contains("set data.damaged to skip", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A hundred thousand of them would take an hour.</summary>
    [Fact]
    public void A_dry_run_names_what_the_labels_tell_and_decodes_no_image()
    {
        var root = Copy(TestData.Require("bccd"));
        foreach (var image in Directory.GetFiles(Path.Combine(root, "JPEGImages")))
            File.WriteAllText(image, "no image");
        var told = Told(root, DataSight.DryRun);
        Assert.Equal(3, told.Length);
        Assert.Equal(
            $"Of the images in {root} the labels were read, and none was decoded: a run decodes each once when it begins, and leaves out those that cannot be.",
            told[^1]
        );
    }

    [Fact]
    public void Where_a_search_is_only_handed_in_data_that_are_not_there_are_said_to_be_needed_elsewhere()
    {
        Assert.Equal(
            [
                "data.root /no/such/folder is not on this machine, so that it was not looked at: it must be on the cluster's device machines.",
            ],
            Told("/no/such/folder", DataSight.Elsewhere)
        );
        var images = new StNasSettings
        {
            Name = "x",
            Data = new DataSettings { Name = "image-folder", Root = "/no/such/folder" },
            Space = new SpaceSettings { Preset = "st-nas-cifar" },
        };
        Assert.StartsWith(
            "data.root /no/such/folder is not on this machine",
            Assert.Single(Told(images, DataSight.Elsewhere)),
            StringComparison.Ordinal
        );
        var command = new BlackBoxSettings
        {
            Name = "x",
            Space = new() { Decisions = [] },
            Evaluator = new() { Command = ["no-such-program"] },
        };
        Assert.StartsWith(
            "On this machine, and it must not be so on the cluster's device machines: evaluator.command: there is no program no-such-program",
            Assert.Single(Told(command, DataSight.Elsewhere)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void And_those_that_are_there_are_looked_at_as_those_of_a_run_are() =>
        Assert.Contains(
            "There is no folder",
            Assert.Throws<UserException>(() => Told(_folder.Path, DataSight.Elsewhere)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Of_pretraining_and_transfer_the_section_is_named()
    {
        var settings = Settings("/no/such/folder") with
        {
            Data = new DetectionDataSettings { Name = "procedural-detection" },
            Pretraining = new PretrainingSettings
            {
                Steps = 1,
                Data = new DataSettings { Name = "image-folder", Root = "/no/such/images" },
            },
            Transfer = new TransferSettings
            {
                Data = new DetectionDataSettings
                {
                    Name = "coco",
                    Root = "/no/such/coco",
                    Categories = 3,
                    ValidationImages = 5,
                },
            },
        };
        Assert.Equal(
            ["In the section transfer: data.root /no/such/coco", "In the section pretraining: data.root /no/such/images"],
            Told(settings, DataSight.Elsewhere).Select(line => line[..line.IndexOf(" is not", StringComparison.Ordinal)])
        );
        Assert.StartsWith(
            "In the section transfer: data.root /no/such/coco is not there",
            Assert.Throws<UserException>(() => Told(settings, DataSight.DryRun)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_an_image_folder_has_besides_its_images_is_told_and_kept_for_the_report()
    {
        foreach (var name in new[] { "train/a/1.png", "train/a/2.png", "train/b/1.png", "train/.ipynb_checkpoints/1.png", "test/a/1.png" })
            WritePng(name);
        _folder.Write("images/train/a/broken.jpg", "no image");
        var settings = new StNasSettings
        {
            Name = "x",
            Data = new DataSettings
            {
                Name = "image-folder",
                Root = Path.Combine(_folder.Path, "images"),
                Side = 32,
                Validation = 1,
                Damaged = "skip",
                Edition = DataSettings.Latest,
            },
            Space = new SpaceSettings { Preset = "st-nas-cifar" },
        };
        var told = Told(settings, DataSight.Begins);
        Assert.Equal(2, told.Length);
        Assert.EndsWith("images: 1 left out as hidden: train/.ipynb_checkpoints", told[0], StringComparison.Ordinal);
        Assert.Contains(
            "broken.jpg cannot be read (no image of a kind that is read: JPEG, PNG, WebP, GIF, BMP) and was skipped",
            told[1],
            StringComparison.Ordinal
        );
        Assert.Contains("train/.ipynb_checkpoints", Told(settings, DataSight.DryRun)[0], StringComparison.Ordinal);
        Assert.Empty(Told(settings, DataSight.GoesOn));

        using var directory = SearchDirectory.Open(Path.Combine(_folder.Path, "run"));
        directory.Note(DataChecks.Require(settings, DataSight.Begins, Silent(TextWriter.Null)));
        Assert.Equal(told, SearchDirectory.ReadNotes(directory.Path));
        directory.Note([]);
        Assert.Empty(SearchDirectory.ReadNotes(directory.Path));
    }

    private void WritePng(string name)
    {
        using var bitmap = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(32, 32));
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        var path = Path.Combine(_folder.Path, "images", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data.ToArray());
    }

    private static string[] Told(string root, DataSight sight) => Told(Settings(root), sight);

    private static string[] Told(SearchSettings settings, DataSight sight)
    {
        using var words = new StringWriter();
        DataChecks.Require(settings, sight, Silent(words));
        return words.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Terminal Silent(TextWriter words) => new(TextWriter.Null, words, Live: false, 100, TimeProvider.System);

    private static CrNasSettings Settings(string root) =>
        new()
        {
            Name = "blood",
            Data = new DetectionDataSettings
            {
                Name = "voc",
                Root = root,
                Categories = 3,
                Damaged = "skip",
            },
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

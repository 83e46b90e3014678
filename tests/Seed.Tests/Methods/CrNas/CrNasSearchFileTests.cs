using System.Text;
using System.Text.Json.Nodes;
using Nas.Model;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Seed.SearchFiles;
using Testing;

namespace Seed.Tests.Methods.CrNas;

public sealed class CrNasSearchFileTests : IDisposable
{
    /// <summary>Four lines: what a test adds is line 5.</summary>
    private const string Minimal = "name = test\nmethod = cr-nas\n\ndata.name = procedural-detection\n";

    private const string Coco = "data { name = coco, root = /data/coco, categories = 80, validation-images = 5000 }";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fills_in_every_default()
    {
        Assert.Equal(
            SettingsJson.Text(
                new CrNasSettings
                {
                    Name = "test",
                    Data = new DetectionDataSettings { Name = "procedural-detection" },
                    Backbone = new BackboneSettings { Dilations = "readable" },
                    DoNoHarm = true,
                    OperationSearch = new OperationSearchSettings { Options = new JsonObject { ["width"] = 3 } },
                }
            ),
            SettingsJson.Text(Read(Minimal))
        );
    }

    [Fact]
    public void The_old_ways_can_be_said()
    {
        var settings = Read(Minimal + "do-no-harm = off\nbackbone.dilations = any\n");
        Assert.Equal((false, "any"), (settings.DoNoHarm, settings.Backbone.Dilations));
    }

    [Fact]
    public void A_phase_behind_an_operation_search_that_there_is_not_is_told()
    {
        const string phase = "phases = [{ plugin = toy-phase, after = operation-search }]\n";
        Assert.Contains(
            "readable leaves no dilation to search at 32 x 32 pixels",
            Problems(Minimal + "data.short-side = 32\ndata.long-side = 32\n" + phase),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("leaves no dilation", Problems(Minimal + phase), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var settings = Read(
            Minimal
                + """
                backbone { name = ResNeXt50-32x4d, stages = stage-resnext }
                constraint { madds = [100G, 200.5G], height = 640 }
                pretraining { steps = 2k, data { name = cifar100, validation = 500 } }
                stage-langevin { samples = 4, chains = 2 }
                operation-search { name = evolution, options { tournament = 12 } }
                transfer { detector = mask-rcnn-fpn, data { name = procedural-detection, train-images = 3k } }
                """
        );
        var text = SettingsJson.Text(settings);
        Assert.Equal(text, SettingsJson.Text(Read(text)));
        Assert.Equal("resnext50_32x4d", settings.Backbone.Name);
        Assert.Equal([100_000_000_000, 200_500_000_000], settings.Constraint.Madds!.Value);
        Assert.Equal("cifar100", settings.Pretraining.Data!.Name);
        Assert.Equal(("mask-rcnn-fpn", 3000), (settings.Transfer!.Detector, settings.Transfer.Data!.TrainImages));
        Assert.Equal("12", settings.OperationSearch.Options["tournament"]!.ToJsonString());
    }

    [Fact]
    public void One_line_transfers_and_null_takes_it_back()
    {
        Assert.Equal(new TransferSettings { Detector = "retinanet-fpn" }, Read(Minimal + "transfer.detector = retinanet-fpn").Transfer);
        Assert.Null(Read(Minimal + "transfer.detector = retinanet-fpn", "transfer=null").Transfer);
        Assert.Null(Read(Minimal + "pretraining.data.name = cifar10", "pretraining.data=null").Pretraining.Data);
    }

    [Theory]
    [InlineData("stage-supernt.steps = 5", "FILE:5: stage-supernt: unknown key; did you mean stage-supernet?")]
    [InlineData("space.preset = x", "FILE:5: space: unknown key; ")]
    [InlineData("inherit = off", "FILE:5: inherit: unknown key; did you mean operation-supernet.inherit?")]
    [InlineData("stage-supernet = 5", "FILE:5: stage-supernet: must be a section { ... }, not \"5\"")]
    [InlineData("data.flip = maybe", "FILE:5: data.flip: must be true or false, not \"maybe\"")]
    public void Keys_are_those_of_the_method(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("data.name = cocoa", "FILE:5: data.name: there is no data set with boxes \"cocoa\"; did you mean coco?")]
    [InlineData("data.short-side = 8", "FILE:5: data.short-side: must lie from 32 to 4096, but is 8")]
    [InlineData(
        "data { short-side = 900, long-side = 600 }",
        "FILE:5: data.short-side: must not exceed data.long-side (600), but is 900; lower it, or raise data.long-side"
    )]
    [InlineData("data.damaged = ignore", "FILE:5: data.damaged: must be refuse or skip, but is \"ignore\"")]
    [InlineData("data.categories = 5", "FILE:5: data.categories: is 5, and procedural-detection has 4 kinds of objects; remove the key")]
    [InlineData("data.root = /x", "FILE:5: data.root: means nothing to procedural-detection; remove the key")]
    [InlineData("data.train-images = 0", "FILE:5: data.train-images: must lie from 1 to 10000000, but is 0")]
    [InlineData("data { name = voc, categories = 3 }", "FILE: data.root: is missing; voc needs the folder")]
    [InlineData("data { name = voc, root = /x }", "FILE: data.categories: is missing; voc needs the number of kinds of objects")]
    [InlineData("data { name = voc, root = /x, categories = 3, test-folder = y }", "FILE:5: data.test-folder: means nothing to voc")]
    [InlineData(
        "data { name = coco, root = /x, categories = 3 }",
        "FILE: data.validation-images: is missing; where data.validation names no annotation file"
    )]
    [InlineData(
        "data { name = coco, root = /x, categories = 3, validation-images = 9, validation-folder = y }",
        "FILE:5: data.validation-folder: means nothing without data.validation"
    )]
    public void Data_that_cannot_be_used_are_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("backbone.name = resnt50", "FILE:5: backbone.name: there is no backbone \"resnt50\"; did you mean resnet50?")]
    [InlineData("backbone.name = vgg", "FILE:5: backbone.name: there is no backbone \"vgg\"; known: mobilenet_v2, resnet101")]
    [InlineData(
        "backbone.stages = stage-resnett",
        "FILE:5: backbone.stages: there is no stage space \"stage-resnett\"; did you mean stage-resnet?"
    )]
    [InlineData("backbone.norm = synced", "FILE:5: backbone.norm: must be plain or synchronised or frozen, but is \"synced\"")]
    [InlineData(
        "backbone.norm = synchronised",
        "FILE:5: backbone.norm: synchronised needs shards to synchronise, and detector.shards is 1; raise it, or set backbone.norm = plain"
    )]
    [InlineData("detector.shards = 0", "FILE:5: detector.shards: must lie from 1 to 64, but is 0")]
    [InlineData(
        "detector.shards = 4, final.batch = 6",
        "FILE:5: final.batch: is 6, which detector.shards (4) does not divide; take 4 or 8, or other shards"
    )]
    [InlineData(
        "detector.shards = 4, stage-supernet.batch = 2",
        "FILE:5: stage-supernet.batch: is 2, fewer images than detector.shards (4); raise it to 4, or lower detector.shards"
    )]
    [InlineData(
        "detector.shards = 4, stage-langevin { samples = 2, batch = 10 }",
        "FILE:5: stage-langevin.batch: is 10, which detector.shards (4) does not divide; take 8 or 12"
    )]
    [InlineData(
        "backbone.norm = frozen",
        "FILE:5: backbone.norm: frozen would keep the statistics of weights that were never trained; give backbone.weights or pretraining.steps"
    )]
    [InlineData(
        "backbone.weights = /no/such.safetensors",
        "FILE:5: backbone.weights: there is no file /no/such.safetensors; make it with langevin weights import, or remove the key"
    )]
    [InlineData(
        "detector.name = faster-rcn",
        "FILE:5: detector.name: must be faster-rcnn-fpn or mask-rcnn-fpn or retinanet-fpn, but is \"faster-rcn\"; did you mean faster-rcnn-fpn?"
    )]
    [InlineData("detector.width = 4", "FILE:5: detector.width: must lie from 8 to 4096, but is 4")]
    [InlineData("detector.least-score = 2", "FILE:5: detector.least-score: must lie from 0 to 1, but is 2")]
    [InlineData(
        "detector.name = mask-rcnn-fpn, data { name = voc, root = /x, categories = 3 }",
        "FILE:5: detector.name: mask-rcnn-fpn learns from the outlines of objects, and voc data have boxes only"
    )]
    public void Networks_that_cannot_be_built_are_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("constraint.blocks = 3", "FILE:5: constraint.blocks: must lie from 4 to 4000, but is 3")]
    [InlineData(
        "constraint { blocks = 16, madds = [1G, 2G] }",
        "FILE:5: constraint.madds: cannot be given together with constraint.blocks; remove one of them"
    )]
    [InlineData("constraint.madds = [2G, 1G]", "FILE:5: constraint.madds: is empty, for 2G is more than 1G; write [1G, 2G]")]
    [InlineData("constraint.madds = [-1, 1G]", "FILE:5: constraint.madds: must not be negative, but begins at -1")]
    [InlineData("constraint.madds = 1G", "FILE:5: constraint.madds: must be a list such as [300M, 330M], not \"1G\"")]
    [InlineData("constraint.madds = [1G]", "FILE:5: constraint.madds: must have 2 entries, but has 1")]
    [InlineData("constraint.height = 16", "FILE:5: constraint.height: must lie from 32 to 8192, but is 16")]
    public void Constraints_that_contradict_themselves_are_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("pretraining.steps = 5k", "FILE: pretraining.data: is missing; pre-training needs colour images with classes")]
    [InlineData(
        "pretraining { steps = 50, warmup-steps = 60, data.name = cifar10 }",
        "FILE:5: pretraining.warmup-steps: must not exceed pretraining.steps (50), but is 60; lower it"
    )]
    [InlineData(
        "pretraining.data.name = cifar11",
        "FILE:5: pretraining.data.name: there is no data set \"cifar11\"; did you mean cifar10?"
    )]
    [InlineData(
        "pretraining.data.name = mnist",
        "FILE:5: pretraining.data.name: mnist has grey images, and backbones take colour; choose cifar10, cifar100 or image-folder"
    )]
    [InlineData(
        "pretraining.data { name = cifar10, fallback = procedural }",
        "FILE:5: pretraining.data.fallback: procedural has grey images"
    )]
    [InlineData(
        "pretraining.data.name = image-folder",
        "FILE: pretraining.data.root: is missing; image-folder needs the folder of your images"
    )]
    [InlineData(
        "pretraining.data { name = cifar10, validation = 50000 }",
        "FILE:5: pretraining.data.validation: must leave images to train on"
    )]
    [InlineData("pretraining.data { side = 32 }", "FILE: pretraining.data.name: is missing; the section pretraining.data needs it")]
    [InlineData("pretraining.label-smoothing = 1", "FILE:5: pretraining.label-smoothing: must lie from 0 to 0.9, but is 1")]
    [InlineData("stage-supernet.steps = 0", "FILE:5: stage-supernet.steps: must lie from 1 to 100000000, but is 0")]
    [InlineData(
        "stage-supernet { steps = 50, warmup-steps = 60 }",
        "FILE:5: stage-supernet.warmup-steps: must not exceed stage-supernet.steps (50), but is 60; lower it"
    )]
    [InlineData(
        "stage-supernet.schedule = step",
        "FILE:5: stage-supernet.schedule: must be cosine or steps, but is \"step\"; did you mean steps?"
    )]
    [InlineData(
        "operation-supernet { steps = 50, warmup-steps = 60 }",
        "FILE:5: operation-supernet.warmup-steps: must not exceed operation-supernet.steps (50), but is 60"
    )]
    [InlineData("operation-supernet.inherit = 2", "FILE:5: operation-supernet.inherit: must be true or false, not \"2\"")]
    [InlineData("final { steps = 50, warmup-steps = 60 }", "FILE:5: final.warmup-steps: must not exceed final.steps (50), but is 60")]
    [InlineData("final.seeds = 0", "FILE:5: final.seeds: must lie from 1 to 100, but is 0")]
    [InlineData("final.clip-norm = -1", "FILE:5: final.clip-norm: must lie from 0 to 1000000, but is -1")]
    [InlineData(
        "stage-langevin { samples = 2, moves = classifier }",
        "FILE:5: stage-langevin.moves: is classifier, a kind of coordinates of image classifiers"
    )]
    [InlineData(
        "stage-langevin { samples = 2, chains = 3 }",
        "FILE:5: stage-langevin.chains: must not exceed stage-langevin.samples (2), but is 3"
    )]
    [InlineData(
        "operation-langevin { samples = 2, chains = 3 }",
        "FILE:5: operation-langevin.chains: must not exceed operation-langevin.samples (2), but is 3"
    )]
    public void Training_that_cannot_be_done_is_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("stage-search.name = exhaustve", "FILE:5: stage-search.name: there is no strategy \"exhaustve\"; did you mean exhaustive?")]
    [InlineData(
        "stage-search.name = beam",
        "FILE:5: stage-search.name: \"beam\" decides block after block, which only operation-search can; choose evolution or "
    )]
    [InlineData(
        "stage-search { name = evolution, options.tournamnt = 3 }",
        "FILE:5: stage-search.options.tournamnt: is no option of the strategy 'evolution'"
    )]
    [InlineData(
        "stage-search.options.width = 3",
        "FILE:5: stage-search.options.width: is no option of the strategy 'exhaustive': it has none"
    )]
    [InlineData("stage-search.options = 3", "FILE:5: stage-search.options: must be an object { ... }, not \"3\"")]
    [InlineData("operation-search.name = bean", "FILE:5: operation-search.name: there is no strategy \"bean\"; did you mean beam?")]
    [InlineData("operation-search.options.width = 0", "FILE:5: operation-search.options.width: ")]
    [InlineData("operation-search.options.width = wide", "FILE:5: operation-search.options.width: has a value of the wrong type")]
    [InlineData("operation-search.window = 0", "FILE:5: operation-search.window: must lie from 1 to 100000, but is 0")]
    [InlineData("proxy.metric = map", "FILE:5: proxy.metric: must be ap or ap50, but is \"map\"; did you mean ap?")]
    [InlineData("proxy.set = 0", "FILE:5: proxy.set: must lie from 1 to 1024, but is 0")]
    public void Searches_that_cannot_be_made_are_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData(
        "transfer { }",
        "FILE:5: transfer: changes nothing; give transfer.detector or transfer.data another value than the search has"
    )]
    [InlineData("transfer.detector = faster-rcnn-fpn", "FILE:5: transfer: changes nothing")]
    [InlineData("transfer.data.name = procedural-detection", "FILE:5: transfer: changes nothing")]
    [InlineData("transfer = retinanet-fpn", "FILE:5: transfer: must be a section { ... }, not \"retinanet-fpn\"")]
    [InlineData("transfer.detector = retina", "FILE:5: transfer.detector: must be faster-rcnn-fpn or mask-rcnn-fpn or retinanet-fpn")]
    [InlineData(
        "transfer.data { name = coco, root = /x, validation-images = 5 }",
        "FILE: transfer.data.categories: is missing; coco needs the number"
    )]
    [InlineData(
        "transfer.data { name = procedural-detection, short-side = 900, long-side = 600 }",
        "FILE:5: transfer.data.short-side: must not exceed transfer.data.long-side (600)"
    )]
    [InlineData(
        "transfer { detector = mask-rcnn-fpn, data { name = voc, root = /x, categories = 3 } }",
        "FILE:5: transfer.detector: mask-rcnn-fpn learns from the outlines"
    )]
    [InlineData(
        "detector.name = mask-rcnn-fpn, transfer.data { name = voc, root = /x, categories = 3 }",
        "FILE:5: transfer.data.name: mask-rcnn-fpn learns from the outlines"
    )]
    public void Transfers_to_nothing_are_refused(string line, string sentence) => Refuses(line, sentence);

    [Theory]
    [InlineData("detector.name = mask-rcnn-fpn")]
    [InlineData("detector.name = mask-rcnn-fpn, " + Coco)]
    [InlineData(Coco + ", transfer.detector = mask-rcnn-fpn")]
    [InlineData("data { name = voc, root = /x, categories = 3 }")]
    [InlineData("data { name = coco, root = /x, categories = 3, validation = val.json }")]
    [InlineData("pretraining { steps = 200, data.name = cifar10 }, backbone.norm = frozen")]
    [InlineData("stage-langevin { samples = 0, chains = 3 }")]
    [InlineData("detector.shards = 4, backbone.norm = synchronised, stage-langevin { samples = 0, batch = 10 }")]
    [InlineData("detector.shards = 64, devices.kind = cuda")]
    [InlineData("pretraining { steps = 0, warmup-steps = 100 }")]
    public void What_fits_together_is_taken(string line) => Read(Minimal + line);

    [Fact]
    public void Weights_must_be_those_of_the_backbone()
    {
        var path = Path.Combine(_folder.Path, "weights.safetensors");
        const string header = """{"fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0]);
        Refuses(
            $"backbone.weights = \"{path}\"",
            $"FILE:5: backbone.weights: {path} has no tensor of resnet50; give weights of this backbone"
        );
        _folder.Write("weights.safetensors", "no weights at all");
        Refuses($"backbone.weights = \"{path}\"", $"FILE:5: backbone.weights: ");
    }

    [Fact]
    public void All_mistakes_are_listed_at_once()
    {
        var error = Assert.Throws<UserException>(() =>
            Read(Minimal + "backbone { name = x, stages = y }\nfinal { steps = 5 }\nstage-search.name = z")
        );
        Assert.Equal(4, error.Message.Split(Environment.NewLine).Length);
    }

    private string Problems(string text) => Assert.Throws<UserException>(() => Read(text)).Message;

    private void Refuses(string line, string sentence)
    {
        var error = Assert.Throws<UserException>(() => Read(Minimal + line));
        Assert.Contains(sentence.Replace("FILE", FilePath, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Single(error.Message.Split(Environment.NewLine));
    }

    private string FilePath => Path.Combine(_folder.Path, "search.conf");

    private CrNasSettings Read(string text, params string[] overrides)
    {
        _folder.Write("search.conf", text);
        return (CrNasSettings)SearchFileReader.Read(FilePath, overrides);
    }
}

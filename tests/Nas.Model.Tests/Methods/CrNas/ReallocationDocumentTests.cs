using System.Text.Json.Nodes;
using Nas.Model.Cost.Detection;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Methods.CrNas;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Tests.Methods.CrNas;

public sealed class ReallocationDocumentTests
{
    private const string Text = "1/1,2,1/1,1,3,1,1/2,1,1,1,1,1,1";

    private static readonly CrNasSettings Settings = new()
    {
        Name = "test",
        Data = new DetectionDataSettings
        {
            Name = "coco",
            Root = "/data",
            Categories = 80,
        },
    };

    private static readonly ReallocationDocument Document = ReallocationDocument.Of(Settings, ReallocatedBackbone.Parse(Text));

    [Theory]
    [InlineData("resnet50", Text)]
    [InlineData("ResNeXt50-32x4d", Text)]
    [InlineData("mobilenet_v2", "1,2/1/3,1/1,1,2")]
    [InlineData("resnet_small", "1/1/1/1")]
    public void Every_result_survives_its_json_form(string backbone, string text)
    {
        var written = ReallocationDocument
            .Of(Settings with { Backbone = new BackboneSettings { Name = backbone } }, ReallocatedBackbone.Parse(text))
            .ToJson();
        var read = ReallocationDocument.Read(written);
        Assert.Equal(written, read.ToJson());
        Assert.Equal(text, read.Full.Text);
    }

    [Fact]
    public void The_json_form_says_what_a_detector_needs()
    {
        var json = JsonNode.Parse(Document.ToJson())!;
        Assert.Equal("resnet50", (string?)json["backbone"]);
        Assert.Equal(Text, (string?)json["text"]);
        Assert.Equal("""{"stride":8,"channels":512,"blocks":3,"dilations":[1,2,1]}""", json["stages"]![1]!.ToJsonString());
        Assert.Equal("1/1,1,1/1,1,1,1,1/1,1,1,1,1,1,1", (string?)json["stageOnly"]!["text"]);
        Assert.Equal("1,1,1/1,1,1,1/1,1,1,1,1,1/1,1,1", (string?)json["baseline"]!["text"]);
        Assert.Equal(["backbone", "fpn", "rpn", "heads"], json["parts"]!.AsArray().Select(part => (string?)part!["name"]));
    }

    [Fact]
    public void Costs_are_those_of_the_search()
    {
        // What langevin cost says of the same detector, with 80 classes and the background.
        var expected = DetectorCost
            .Of(DetectorShape.Find("faster-rcnn-fpn"), BackboneShapes.Find("resnet50").WithBlocks([1, 3, 5, 7]), 800, 1088, 2000)
            .Total;
        Assert.Equal((expected.MAdds, expected.Parameters), (Document.Madds, Document.Parameters));
        Assert.Equal(
            (Document.Madds, Document.Parameters),
            (Document.Parts.Sum(part => part.Madds), Document.Parts.Sum(part => part.Parameters))
        );
        // Nothing is paid for dilations.
        Assert.Equal((Document.Madds, Document.Parameters), (Document.StageOnly.Madds, Document.StageOnly.Parameters));
        var space = new ReallocationPhaseSpaces(Settings).Open(ReallocationPhaseSpaces.DilationsOf([1, 3, 5, 7]), CostRange.Any).Space;
        Assert.Equal(space.MAdds.Of(space.Parse(Text)), Document.Madds);
    }

    [Theory]
    [InlineData("\"text\": \"1/1,2,1", "\"text\": \"1/1,*,1", "undecided blocks")]
    [InlineData("\"text\": \"1/1,2,1", "\"text\": \"1,1,2,1", "has 3 stages")]
    [InlineData("\"text\": \"1/1,2,1", "\"text\": \"1/1,1,1", "contradicts itself")]
    [InlineData("\"backbone\": \"resnet50\"", "\"backbone\": \"resnet51\"", "There is no backbone 'resnet51'")]
    [InlineData("\"backbone\": \"resnet50\"", "\"backbone\": \"resnet18\"", "contradicts itself")]
    [InlineData("\"parameters\": ", "\"parameters\": 1", "contradicts itself")]
    [InlineData("\"classes\": 81", "\"classes\": 21", "contradicts itself")]
    [InlineData("\"stride\": 4", "\"stride\": 8", "contradicts itself")]
    [InlineData("\"madds\"", "\"flops\"", "This is not the JSON form of an architecture")]
    [InlineData("{", "", "This is not the JSON form of an architecture (line ")]
    public void A_file_that_is_wrong_gets_a_sentence(string old, string altered, string sentence)
    {
        var json = Document.ToJson();
        var at = json.IndexOf(old, StringComparison.Ordinal);
        var error = Assert.Throws<UserException>(() => ReallocationDocument.Read(json[..at] + altered + json[(at + old.Length)..]));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Strange_json_is_refused_without_a_crash(string json) => Assert.Throws<UserException>(() => ReallocationDocument.Read(json));

    [Fact]
    public void Members_that_are_null_are_refused()
    {
        foreach (var member in new[] { "parts", "stages", "detector", "baseline", "text", "backbone" })
        {
            var json = JsonNode.Parse(Document.ToJson())!;
            json[member] = null;
            Assert.Throws<UserException>(() => ReallocationDocument.Read(json.ToJsonString()));
        }
    }
}

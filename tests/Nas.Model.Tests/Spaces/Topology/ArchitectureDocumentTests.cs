using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Tests.Spaces.Topology;

public class ArchitectureDocumentTests
{
    private static readonly TopologySpace Small = SpaceSamples.Small;
    private static readonly Architecture Sample = Small.Parse("0:k3e1|0:id+1:k5e2/0:k3e1|1:k3e1|2:k5e2");

    public static TheoryData<string> Presets => SpaceSamples.Presets;

    [Theory, MemberData(nameof(Presets))]
    public void Every_architecture_survives_its_json_form(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        SpaceSamples
            .AnyOf(space)
            .Sample(
                architecture =>
                    ArchitectureDocument.Read(space, ArchitectureDocument.Of(space, architecture).ToJson()).Equals(architecture),
                iter: 50
            );
    }

    [Fact]
    public void The_json_form_says_what_a_network_needs()
    {
        var json = JsonNode.Parse(ArchitectureDocument.Of(Small, Sample).ToJson())!;
        Assert.Equal("small", (string?)json["space"]);
        Assert.Equal(Small.Format(Sample), (string?)json["text"]);
        Assert.Equal(Small.MAdds.Of(Sample), (long?)json["madds"]);
        Assert.Equal(Small.Parameters.Of(Sample), (long?)json["parameters"]);
        Assert.Equal(
            """{"side":8,"width":4,"nodes":3,"edges":[{"from":0,"to":1,"operation":"k3e1"},{"from":0,"to":2,"operation":"id"},"""
                + """{"from":1,"to":2,"operation":"k5e2"}]}""",
            json["stages"]![0]!.ToJsonString()
        );
    }

    [Fact]
    public void The_order_of_edges_does_not_matter()
    {
        var json = JsonNode.Parse(ArchitectureDocument.Of(Small, Sample).ToJson())!;
        var edges = json["stages"]![0]!["edges"]!.AsArray();
        var first = edges[0];
        edges.RemoveAt(0);
        edges.Add(first);
        Assert.Equal(Sample, ArchitectureDocument.Read(Small, json.ToJsonString()));
    }

    [Theory]
    [InlineData("\"space\": \"small\"", "\"space\": \"large\"", "it is of space large")]
    [InlineData("\"k5e2\"", "\"k9e9\"", "edge s1/1-2 cannot carry 'k9e9'")]
    [InlineData("\"id\"", "\"none\"", "edge s1/0-2 cannot carry 'none'")]
    [InlineData("\"from\": 1", "\"from\": 7", "stage 1 can have no edge from node 7 to node 2")]
    [InlineData("\"from\": 1", "\"from\": 0", "edge s1/0-2 cannot carry 'k5e2'")]
    [InlineData("\"id\"", "\"k3e2\"", "its other members say something else")]
    [InlineData("\"width\": 4", "\"width\": 5", "its other members say something else")]
    [InlineData("\"parameters\": ", "\"parameters\": 1", "its other members say something else")]
    [InlineData("\"madds\"", "\"flops\"", "This is not the JSON form of an architecture")]
    [InlineData("{", "", "This is not the JSON form of an architecture (line ")]
    public void A_file_that_is_wrong_gets_a_sentence(string old, string altered, string sentence)
    {
        var json = ArchitectureDocument.Of(Small, Sample).ToJson();
        var at = json.IndexOf(old, StringComparison.Ordinal);
        var wrong = json[..at] + altered + json[(at + old.Length)..];
        var error = Assert.Throws<UserException>(() => ArchitectureDocument.Read(Small, wrong));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"space":"small","text":"","madds":1,"parameters":1,"stages":[null,null]}""")]
    [InlineData("""{"space":"small","text":"","madds":1,"parameters":1,"stages":[{"side":8,"width":4,"nodes":3,"edges":[null]},null]}""")]
    [InlineData("""{"space":"small","text":"","madds":1,"parameters":1,"stages":[{"side":8,"width":4,"nodes":3,"edges":[]},null]}""")]
    public void Strange_json_is_refused_without_a_crash(string json) =>
        Assert.Throws<UserException>(() => ArchitectureDocument.Read(Small, json));
}

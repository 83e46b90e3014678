using CsCheck;
using Nas.Model.Spaces;

namespace Nas.Model.Tests.Spaces.Topology;

public class TopologyTextTests
{
    private const string Good = "0:k3e1|0:id+1:k5e2/0:k3e1|0:k3e2+1:k3e1|1:id+2:k5e2";

    public static TheoryData<string> Presets => SpaceSamples.Presets;

    [Fact]
    public void The_canonical_text_is_stable()
    {
        // Journals hold this text: it must never change.
        var architecture = new Architecture([0, 1, 1, 0, 2, 0, 0, 1, 1]);
        Assert.Equal(Good, SpaceSamples.Small.Format(architecture));
        Assert.Equal(architecture, SpaceSamples.Small.Parse(Good));
    }

    [Theory, MemberData(nameof(Presets))]
    public void Every_architecture_survives_its_text(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        SpaceSamples.AnyOf(space).Sample(architecture => space.Parse(space.Format(architecture)).Equals(architecture), iter: 300);
    }

    [Fact]
    public void Different_architectures_have_different_texts()
    {
        var space = SpaceSamples.Small;
        Assert.Equal(space.Count, SpaceSamples.Enumerate(space).Select(space.Format).Distinct().Count());
    }

    [Theory]
    [InlineData("", "at its end, the number of an edge's source node is expected")]
    [InlineData("nonsense", "at character 1, the number of an edge's source node is expected")]
    [InlineData("0:k3e9|1:k3e1", "at character 3, 'k3e9' is not an operation of edge s1/0-1 (did you mean 'k3e1'?): it takes k3e1, k5e2")]
    [InlineData("0:id|1:k3e1", "at character 3, 'id' is not an operation of edge s1/0-1")]
    [InlineData("0:k3e1|0:none+1:k5e2", "at character 10, an absent edge is left out")]
    [InlineData("0:k3e1|0:id", "at its end, node 2 of stage 1 lacks its chain edge from node 1")]
    [InlineData("0:k3e1|1:k5e2+0:id", "at character 15, the sources of a node's edges must ascend")]
    [InlineData("0:k3e1|0:id+0:id+1:k5e2", "at character 13, the sources of a node's edges must ascend")]
    [InlineData("0:k3e1|2:id", "at character 8, edges into node 2 of stage 1 come from nodes 0 to 1")]
    [InlineData("0:k3e1|01:id", "at character 8, '01' is not the number of a node")]
    [InlineData("0:k3e1|99999999999999999999:id", "at character 8, '99999999999999999999' is not the number of a node")]
    [InlineData("0:k3e1|1-k5e2", "at character 9, ':' is expected after the source node")]
    [InlineData("0:k3e1/0:k3e1", "at character 7, '|' and node 2 of stage 1 are expected")]
    [InlineData("0:k3e1|1:k3e1", "at its end, '/' and stage 2 are expected")]
    [InlineData("0:k3e1|1:k3e1|2:k3e1", "at character 14, '/' and stage 2 are expected")]
    [InlineData(Good + "/0:k3e1", "at character 52, the text must end here, after node 3 of the last stage")]
    [InlineData(Good + " ", "at character 52, the text must end here, after node 3 of the last stage")]
    [InlineData(" " + Good, "at character 1, the number of an edge's source node is expected")]
    public void Nonsense_gets_one_sentence_with_its_place(string text, string sentence)
    {
        var error = Assert.Throws<UserException>(() => SpaceSamples.Small.Parse(text));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("The text '", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_altered_text_is_refused_or_is_the_canonical_text_of_another_architecture() =>
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Char[" \n\u00010123456kedi:+|/x\u0663"], Gen.Int[0, 2])
            .Sample(
                (at, character, kind) =>
                {
                    var text = kind switch
                    {
                        0 => Good.Remove(at, 1),
                        1 => Good.Insert(at, character.ToString()),
                        _ => Good.Remove(at, 1).Insert(at, character.ToString()),
                    };
                    try
                    {
                        Assert.Equal(text, SpaceSamples.Small.Format(SpaceSamples.Small.Parse(text)));
                    }
                    catch (UserException e)
                    {
                        Assert.DoesNotContain('\u0001', e.Message);
                    }
                },
                iter: 2000
            );

    [Fact]
    public void A_long_text_is_shortened_in_the_sentence() =>
        Assert.InRange(Assert.Throws<UserException>(() => SpaceSamples.Small.Parse(new string('9', 10_000))).Message.Length, 50, 400);

    [Fact]
    public void An_architecture_of_another_space_has_no_text_here() =>
        Assert.Throws<ArgumentException>(() => SpaceSamples.Small.Format(new Architecture([0, 0])));
}

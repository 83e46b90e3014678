using CsCheck;
using Nas.Model.Drawing;
using Nas.Model.Spaces.Topology;
using Nas.Model.Tests.Spaces;

namespace Nas.Model.Tests.Drawing;

public class ArchitectureTextTests
{
    [Fact]
    public void A_stage_is_its_chain_with_the_augmented_edges_below()
    {
        var space = SpaceSamples.Small;
        var drawn = ArchitectureText.Draw(space, space.Parse("0:k3e1|1:k5e2/0:k3e1|0:id+1:k5e2|0:k3e2+1:id+2:k3e1"));
        Assert.Equal(
            """
            stage 1: 8x8, 4 channels, entry k3e3 stride 1
              (0)──k3e1─▶(1)──k5e2─▶(2)

            stage 2: 4x4, 8 channels, entry k3e3 stride 2
              (0)──k3e1─▶(1)──k5e2─▶(2)──k3e1─▶(3)
                │          │        ▲          ▲
                ├───id─────┼────────╯          │
                │          ╰───id──────────────┤
                ╰─────────────k3e2─────────────╯

            """,
            drawn
        );
    }

    [Fact]
    public void Edges_that_do_not_meet_share_a_track()
    {
        var spec = SpaceSamples.Small.Spec with { Stages = [new StageSpec(5, 4, 1)] };
        var space = new TopologySpace(spec);
        var lines = ArchitectureText.Draw(space, space.Parse("0:k3e1|0:id+1:k3e1|2:k3e1|2:k3e2+3:k3e1")).Split('\n');
        Assert.Equal(
            [
                "stage 1: 8x8, 4 channels, entry k3e3 stride 1",
                "  (0)──k3e1─▶(1)──k3e1─▶(2)──k3e1─▶(3)──k3e1─▶(4)",
                "    │                   ▲ │                   ▲",
                "    ╰───id──────────────╯ ╰──k3e2─────────────╯",
                "",
            ],
            lines
        );
    }

    [Theory, MemberData(nameof(SpaceSamples.Presets), MemberType = typeof(SpaceSamples))]
    public void Every_present_edge_is_named_once(string preset)
    {
        var space = SpaceSamples.Preset(preset);
        SpaceSamples
            .AnyOf(space)
            .Sample(
                architecture =>
                {
                    var lines = ArchitectureText
                        .Draw(space, architecture)
                        .Split('\n')
                        .Where(line => !line.StartsWith("stage", StringComparison.Ordinal))
                        .ToList();
                    char[] lineCharacters = ['─', '▶', '(', ')', ' ', '│', '├', '┤', '╰', '╯', '┼', '▲'];
                    var words = lines
                        .SelectMany(line => line.Split(lineCharacters, StringSplitOptions.RemoveEmptyEntries))
                        .Where(word => char.IsAsciiLetter(word[0]))
                        .Order();
                    var present = Enumerable
                        .Range(0, space.Edges.Length)
                        .Select(i => space.OperationOf(architecture, i)?.Name)
                        .OfType<string>()
                        .Order();
                    Assert.Equal(present, words);
                    Assert.All(lines, line => Assert.True(line.Length <= 80));
                },
                iter: 100
            );
    }
}

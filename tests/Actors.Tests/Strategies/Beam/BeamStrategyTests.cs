using Actors.Dispatch;
using Actors.Search.Proposing;
using Actors.Search.State;
using Actors.Strategies;
using Actors.Strategies.Beam;
using Nas.Model.Cost.Torchvision;
using Nas.Model.Randomness;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;

namespace Actors.Tests.Strategies.Beam;

public class BeamStrategyTests
{
    private static readonly DilationSpace Space = new(
        "dilation-test",
        BackboneShapes.Find("resnet_small").WithBlocks([1, 2, 1, 1]),
        64,
        64,
        partial: true
    );

    [Theory, InlineData(1), InlineData(3), InlineData(4)]
    public void The_beam_is_the_greedy_search_that_the_paper_describes(int width)
    {
        var proposed = Run(width, Quality, out var proposer);

        var expected = new List<string>();
        List<int[]> beam =
        [
            [],
        ];
        for (var decided = 0; decided < 5; decided++)
        {
            var level = beam.SelectMany(prefix => new[] { 1, 2, 3 }.Select(dilation => (int[])[.. prefix, dilation])).ToList();
            expected.AddRange(level.Select(Text));
            beam = [.. level.OrderByDescending(prefix => Quality(Text(prefix))).Take(width)];
        }
        Assert.Equal(expected, proposed.Select(one => one.Architecture));
        Assert.Equal(expected.Count, BeamStrategy.MostCandidates(Space, new BeamOptions { Width = width }));
        Assert.IsType<NothingNew>(proposer.TryPropose(proposed.Count));
        Assert.All(proposed, one => Assert.Equal(one.Architecture.Contains('*', StringComparison.Ordinal), one.IsPartial));
        Assert.Equal("1 of 5 decided", proposed[0].Origin);
        Assert.Contains("of 5 decided, extends", proposed[^1].Origin, StringComparison.Ordinal);
    }

    /// <summary>CR-NAS: 3^16 architectures of ResNet50, decided with at most 3 + 15 x 9 = 138 evaluations.</summary>
    [Fact]
    public void Sixteen_blocks_need_138_evaluations_as_in_the_paper()
    {
        var space = new DilationSpace("dilation-resnet50", BackboneShapes.Find("resnet50"), partial: true);
        Assert.Equal(138, BeamStrategy.MostCandidates(space, new BeamOptions()));
    }

    [Fact]
    public void A_decision_of_one_option_is_no_level()
    {
        var space = new DilationSpace(
            "dilation-test",
            BackboneShapes.Find("resnet_small").WithBlocks([1, 1, 1, 1]),
            64,
            64,
            partial: true,
            greatest: [1, 3, 1, 2]
        );
        var proposed = Run(3, Quality, out _, space);
        Assert.Equal(["1/1/1/*", "1/2/1/*", "1/3/1/*"], proposed.Take(3).Select(one => one.Architecture));
        Assert.Equal(3 + (3 * 2), proposed.Count);
        Assert.Equal(proposed.Count, BeamStrategy.MostCandidates(space, new BeamOptions()));
        Assert.All(proposed.Skip(3), one => Assert.False(one.IsPartial));
        Assert.Equal("1 of 2 decided", proposed[0].Origin);
    }

    [Fact]
    public void Candidates_that_failed_are_not_extended()
    {
        var proposed = Run(3, text => text.StartsWith('1') ? null : Quality(text), out _);
        Assert.Equal(3, proposed.Count(one => one.Architecture.StartsWith('1')) + 2);
        Assert.DoesNotContain(proposed.Skip(3), one => one.Architecture.StartsWith('1'));
    }

    [Fact]
    public void Nothing_is_left_where_a_whole_level_failed() => Assert.Equal(3, Run(3, _ => null, out _).Count);

    [Fact]
    public void A_level_begins_when_the_whole_level_before_it_has_been_observed()
    {
        var proposed = Run(3, Quality, out _);
        Assert.Equal([0, 0, 0, .. Enumerable.Repeat(3, 9), .. Enumerable.Repeat(12, 9)], proposed.Take(21).Select(one => one.Observed));
    }

    [Fact]
    public void A_space_without_partial_architectures_is_refused()
    {
        var space = new DilationSpace("dilation-whole", BackboneShapes.Find("resnet_small"), 64, 64);
        var proposer = new Proposer("beam", new BeamStrategy(new BeamOptions()), new ConstrainedSpace(space, CostRange.Any), 1, 0, 9);
        Assert.Contains(
            "has no partial architectures",
            Assert.IsType<StrategyFault>(proposer.TryPropose(0)).Reason,
            StringComparison.Ordinal
        );
    }

    private static List<Proposed> Run(int width, Func<string, double?> quality, out Proposer proposer, DilationSpace? space = null)
    {
        proposer = new Proposer(
            "beam",
            new BeamStrategy(new BeamOptions { Width = width }),
            new ConstrainedSpace(space ?? Space, CostRange.Any),
            1,
            0,
            window: 100
        );
        var proposed = new List<Proposed>();
        var given = 0;
        while (true)
        {
            switch (proposer.TryPropose(proposed.Count))
            {
                case Proposed one:
                    proposed.Add(one);
                    break;
                case null:
                    var (text, score) = (proposed[given].Architecture, quality(proposed[given].Architecture));
                    proposer.Give(
                        score is { } known
                            ? new CandidateResult(given, text, 1, 1, [known], TaskFailure.None, null, IsPartial: true)
                            : new CandidateResult(given, text, 1, 1, [], TaskFailure.Error, "failed", IsPartial: true)
                    );
                    given++;
                    break;
                default:
                    return proposed;
            }
        }
    }

    private static string Text(int[] prefix) =>
        new ReallocatedBackbone(
            [1, 2, 1, 1],
            [.. prefix, .. Enumerable.Repeat(ReallocatedBackbone.Undecided, 5 - prefix.Length)]
        ).ToString();

    private static double? Quality(string text) => RandomStream.For(5, "quality/" + text).NextDouble();
}

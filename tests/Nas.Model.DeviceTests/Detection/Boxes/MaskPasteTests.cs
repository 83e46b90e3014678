using Nas.Model.Detection.Boxes;
using static TorchSharp.torch;

namespace Nas.Model.DeviceTests.Detection.Boxes;

public sealed class MaskPasteTests
{
    [Fact]
    public void A_mask_is_stretched_over_its_box_and_cut_at_the_image()
    {
        using var scope = NewDisposeScope();
        var mask = tensor(
            new[,,]
            {
                {
                    { 1f, 0f },
                    { 1f, 0f },
                },
                {
                    { 1f, 1f },
                    { 1f, 1f },
                },
            }
        );
        var pasted = MaskPaste
            .Into(
                mask,
                tensor(
                    new[,]
                    {
                        { 2f, 1, 10, 7 },
                        { -4f, -4, 4, 4 },
                    }
                ),
                8,
                12
            )
            .gt(0.5);
        var expected = zeros(2, 8, 12, @bool);
        expected[0, 1..7, 2..6] = true; // the left half of the first box
        expected[1, ..4, ..4] = true; // what the image has of the second
        // Probabilities fade to 0 across the border of a box, so that corners fall below a half.
        foreach (var (y, x) in new[] { (1, 2), (1, 5), (6, 2), (6, 5) })
            expected[0, y, x] = false;
        expected[1, 3, 3] = false;
        Assert.True(expected.eq(pasted).all().item<bool>());
    }
}

using System.Globalization;
using System.Text;
using Nas.Model.Spaces.Reallocation;

namespace Nas.Model.Drawing;

/// <summary>A reallocated backbone for a terminal: a line for each stage, a number for each block, which is its dilation.</summary>
public static class ReallocationText
{
    public static string Draw(ReallocatedBackbone backbone)
    {
        var text = new StringBuilder();
        for (var stage = 0; stage < backbone.Blocks.Length; stage++)
        {
            text.Append(CultureInfo.InvariantCulture, $"stage {stage + 1}, stride {ReallocatedBackbone.StrideOf(stage), 2}: ")
                .AppendJoin('─', backbone.StageDilations(stage).Select(ReallocatedBackbone.TextOf))
                .Append('\n');
        }
        return text.ToString();
    }
}

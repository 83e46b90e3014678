using System.Collections.Immutable;
using System.Globalization;

namespace Nas.Model.Spaces.Reallocation;

/// <summary>
/// Blocks of each stage and the dilation of each block; the text says both: <c>1,2,1/1,1,3,1/3,2/1</c> has 3, 4, 2 and 1 blocks.
/// </summary>
/// <param name="Dilations">Stage by stage; <see cref="Undecided"/> where it is not decided yet, in text <c>*</c>.</param>
public sealed record ReallocatedBackbone(ImmutableArray<int> Blocks, ImmutableArray<int> Dilations)
{
    public const int Undecided = 0;

    public const string UndecidedText = "*";

    public bool IsComplete => !Dilations.Contains(Undecided);

    /// <summary>Every block with dilation 1.</summary>
    public static ReallocatedBackbone Plain(ImmutableArray<int> blocks) => new(blocks, [.. Enumerable.Repeat(1, blocks.Sum())]);

    /// <summary>Pixels of the image for one of a stage's output.</summary>
    public static int StrideOf(int stage) => 4 << stage;

    /// <summary>Dilations of one stage's blocks.</summary>
    public ImmutableArray<int> StageDilations(int stage) => [.. Dilations.Skip(Blocks.Take(stage).Sum()).Take(Blocks[stage])];

    /// <exception cref="UserException">The text does not have four stages of numbers from 1 on.</exception>
    public static ReallocatedBackbone Parse(string text)
    {
        var stages = text.Split('/').Select(stage => stage.Split(',')).ToArray();
        if (stages.Length != 4)
            throw new UserException($"'{text}' has {stages.Length} stages, where backbones have 4.");
        return new ReallocatedBackbone(
            [.. stages.Select(stage => stage.Length)],
            [.. stages.SelectMany(stage => stage.Select(word => Dilation(text, word)))]
        );
    }

    public override string ToString() =>
        string.Join('/', Blocks.Select((_, stage) => string.Join(',', StageDilations(stage).Select(TextOf))));

    /// <summary>A dilation as texts and drawings show it.</summary>
    public static string TextOf(int dilation) => dilation == Undecided ? UndecidedText : dilation.ToString(CultureInfo.InvariantCulture);

    private static int Dilation(string text, string word) =>
        word == UndecidedText ? Undecided
        : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var dilation) && dilation > 0 ? dilation
        : throw new UserException($"'{text}' has the dilation '{word}', which is no number from 1 on.");

    public bool Equals(ReallocatedBackbone? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
}

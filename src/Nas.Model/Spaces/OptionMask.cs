using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>
/// The options of a space's decisions that may be chosen: for each decision some option indices, ascending, at least one.
/// </summary>
public sealed class OptionMask
{
    private OptionMask(ImmutableArray<ImmutableArray<int>> options) => Options = options;

    public ImmutableArray<ImmutableArray<int>> Options { get; }

    /// <summary>Every option of every decision.</summary>
    public static OptionMask All(ISearchSpace space) =>
        new([.. space.Decisions.Select(decision => Enumerable.Range(0, decision.Options.Length).ToImmutableArray())]);

    /// <summary>The same mask, except that one decision has only these of the options that it allows.</summary>
    /// <exception cref="ArgumentException">None of them is allowed.</exception>
    public OptionMask Restrict(int decision, params ReadOnlySpan<int> options)
    {
        var keep = options.ToArray();
        var rest = Options[decision].RemoveAll(option => !keep.Contains(option));
        if (rest.IsEmpty)
            throw new ArgumentException($"No option of decision {decision} is left.", nameof(options));
        return new OptionMask(Options.SetItem(decision, rest));
    }

    /// <summary>What both masks allow; null where they leave no option of some decision.</summary>
    public OptionMask? And(OptionMask other)
    {
        var both = Options.Zip(other.Options, (mine, theirs) => mine.RemoveAll(option => !theirs.Contains(option))).ToImmutableArray();
        return both.Any(options => options.IsEmpty) ? null : new OptionMask(both);
    }

    public bool Allows(Architecture architecture)
    {
        if (architecture.Choices.Length != Options.Length)
            return false;
        for (var i = 0; i < Options.Length; i++)
        {
            if (Options[i].BinarySearch(architecture.Choices[i]) < 0)
                return false;
        }
        return true;
    }
}

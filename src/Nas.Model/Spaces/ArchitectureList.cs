using System.Collections.Immutable;

namespace Nas.Model.Spaces;

/// <summary>
/// Different architectures of one space in the lexicographic order of their choices. Those that share their first choices stand together,
/// so that every search in the list is a narrowing of a range, decision by decision. Immutable.
/// </summary>
public sealed class ArchitectureList
{
    /// <summary>The lexicographic order of choices.</summary>
    public static readonly IComparer<Architecture> Order = Comparer<Architecture>.Create(
        (left, right) => left.Choices.AsSpan().SequenceCompareTo(right.Choices.AsSpan())
    );

    private readonly ImmutableArray<Architecture> _architectures;
    private readonly int[][] _columns;

    /// <exception cref="ArgumentException">An architecture is there twice, or they differ in how many choices they have.</exception>
    public ArchitectureList(IEnumerable<Architecture> architectures)
    {
        _architectures = [.. architectures.Order(Order)];
        var decisions = _architectures.IsEmpty ? 0 : _architectures[0].Choices.Length;
        for (var i = 1; i < _architectures.Length; i++)
        {
            if (_architectures[i].Choices.Length != decisions)
                throw new ArgumentException("Not architectures of one space.", nameof(architectures));
            if (_architectures[i].Equals(_architectures[i - 1]))
                throw new ArgumentException($"{_architectures[i]} is there twice.", nameof(architectures));
        }
        _columns =
        [
            .. Enumerable
                .Range(0, decisions)
                .Select(decision => _architectures.Select(architecture => architecture.Choices[decision]).ToArray()),
        ];
    }

    public int Count => _architectures.Length;

    public Architecture this[int index] => _architectures[index];

    public ImmutableArray<Architecture> All => _architectures;

    /// <summary>The architecture's place, from 0; -1 where it is not in the list.</summary>
    public int IndexOf(Architecture architecture)
    {
        if (architecture.Choices.Length != _columns.Length)
            return -1;
        var (low, high) = (0, Count);
        for (var decision = 0; decision < _columns.Length && low < high; decision++)
        {
            (low, high) = Narrow(low, high, decision, architecture.Choices[decision]);
        }
        return low < high ? low : -1;
    }

    /// <summary>
    /// The positions within a range, alike in all decisions before this one, of the architectures that choose this option.
    /// </summary>
    internal (int Low, int High) Narrow(int low, int high, int decision, int option)
    {
        var first = FirstFrom(low, high, decision, option);
        return (first, FirstFrom(first, high, decision, option + 1));
    }

    /// <summary>
    /// The end of those of a range, alike in all decisions before this one, that choose what the range's first one chooses.
    /// </summary>
    internal int EndOfRun(int low, int high, int decision) => FirstFrom(low, high, decision, _columns[decision][low] + 1);

    /// <summary>The first of a range that chooses this option or a later one.</summary>
    private int FirstFrom(int low, int high, int decision, int option)
    {
        var column = _columns[decision];
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (column[middle] < option)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

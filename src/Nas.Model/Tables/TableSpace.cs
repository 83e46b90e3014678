using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Encodings;

namespace Nas.Model.Tables;

/// <summary>
/// The architectures of a table's rows. Options are in ascending order, of numbers where all are numbers, whatever the order of the rows.
/// </summary>
public sealed class TableSpace : IListedSpace
{
    private const string NoCost = "cost";

    private readonly IArchitectureEncoding _encoding;

    internal TableSpace(string name, IArchitectureEncoding encoding, ImmutableArray<ReadRow> rows, string? costUnit)
    {
        (Name, _encoding, CostUnit) = (name, encoding, costUnit ?? NoCost);
        Decisions =
        [
            .. rows[0]
                .Choices.Select(
                    (choice, i) =>
                        new Decision(choice.Decision, choice.Group, OptionOrder.Sorted(rows.Select(row => row.Choices[i].Option)))
                ),
        ];
        var read = rows.Select(row => (Architecture: Find(row.Choices)!, Row: row))
            .OrderBy(pair => pair.Architecture, ArchitectureList.Order)
            .ToArray();
        Architectures = new ArchitectureList(read.Select(pair => pair.Architecture));
        Values = [.. read.Select(pair => pair.Row.Value)];
        MAdds = new ListedCost(Architectures, [.. read.Select(pair => pair.Row.Cost)]);
        Parameters = new ListedCost(Architectures, [.. read.Select(pair => pair.Row.Parameters)]);
    }

    public string Name { get; }

    public ImmutableArray<Decision> Decisions { get; }

    public ArchitectureList Architectures { get; }

    /// <summary>The plural that sentences call the table's cost by: the name of its column.</summary>
    public string CostUnit { get; }

    /// <summary>The table's cost, whatever it is; 0 where the table has none.</summary>
    public ICost MAdds { get; }

    public ICost Parameters { get; }

    public BigInteger Count => Architectures.Count;

    /// <summary>The objective of each architecture, as the file has it.</summary>
    internal ImmutableArray<double> Values { get; }

    /// <summary>The rows whose cost lies in a range.</summary>
    public ConstrainedSpace Within(CostRange range) => new(this, range, measure: new CostMeasure(CostUnit, MAdds));

    /// <summary>The text of an architecture in the table; where each decision is a column: <c>kernel=3,width=64</c>.</summary>
    public string Format(Architecture architecture) =>
        _encoding.Write([.. architecture.Choices.Select((choice, decision) => Decisions[decision].Options[choice])]);

    public Architecture Parse(string text)
    {
        if (_encoding.TryRead(text.Trim()) is not { } choices || choices.Length != Decisions.Length)
        {
            throw new UserException($"'{text}' is no architecture of {Name}: they look like {Format(Architectures[0])}.");
        }
        if (Find(choices) is { } found && Architectures.IndexOf(found) >= 0)
            return found;
        throw new UserException($"'{text}' is no architecture of {Name}: the table has no such row.");
    }

    private Architecture? Find(ImmutableArray<NamedChoice> choices)
    {
        var options = choices
            .Select((choice, i) => Decisions[i].Name == choice.Decision ? Decisions[i].Options.IndexOf(choice.Option) : -1)
            .ToImmutableArray();
        return options.Contains(-1) ? null : new Architecture(options);
    }
}

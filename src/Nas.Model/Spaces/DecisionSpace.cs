using System.Collections.Immutable;
using System.Numerics;
using Nas.Model.Spaces.Encodings;

namespace Nas.Model.Spaces;

/// <summary>
/// Every combination of the options of some decisions, written by their names. For spaces of plug-ins, too: what architectures cost is
/// theirs to say.
/// </summary>
public abstract class DecisionSpace : ISearchSpace
{
    private readonly ColumnsEncoding _encoding;
    private readonly AdditiveCost _nothing;

    protected DecisionSpace(string name, ImmutableArray<Decision> decisions)
    {
        (Name, Decisions) = (name, decisions);
        Count = Decisions.Aggregate(BigInteger.One, (product, decision) => product * decision.Options.Length);
        _encoding = new ColumnsEncoding([.. Decisions.Select(decision => decision.Name)]);
        _nothing = new AdditiveCost(0, [.. Decisions.Select(decision => decision.Options.Select(_ => 0L).ToImmutableArray())]);
    }

    public string Name { get; }

    public ImmutableArray<Decision> Decisions { get; }

    /// <summary>The cost that a constraint bounds. Here nothing costs anything.</summary>
    public virtual ICost MAdds => _nothing;

    public virtual ICost Parameters => _nothing;

    public BigInteger Count { get; }

    /// <summary>The canonical text: <c>kernel=3,width=64</c>.</summary>
    public string Format(Architecture architecture) =>
        _encoding.Write([.. architecture.Choices.Select((choice, decision) => Decisions[decision].Options[choice])]);

    public Architecture Parse(string text)
    {
        var example = Format(new Architecture([.. Decisions.Select(_ => 0)]));
        if (_encoding.TryRead(text.Trim()) is not { } choices)
            throw new UserException($"'{text}' is no architecture of {Name}: they look like {example}.");
        return new Architecture([
            .. choices.Select(
                (choice, i) =>
                    Decisions[i].Options.IndexOf(choice.Option) is var option and >= 0
                        ? option
                        : throw new UserException(
                            $"'{text}' is no architecture of {Name}: {choice.Decision} may be {string.Join(", ", Decisions[i].Options)}."
                        )
            ),
        ]);
    }
}

using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json.Nodes;
using Nas.Model.Cost;
using Nas.Model.Tables.Encodings;

namespace Nas.Model.Spaces.BlackBox;

/// <summary>Every combination of options that a search file declares. Nothing costs anything: what a decision costs, only its evaluator knows.</summary>
public sealed class DeclaredSpace : ISearchSpace
{
    private static readonly string[] NoOptions = [];

    private readonly ColumnsEncoding _encoding;
    private readonly AdditiveCost _nothing;

    /// <exception cref="UserException">A decision without options, or with one twice; the sentence begins with its key.</exception>
    public DeclaredSpace(string name, JsonObject decisions)
    {
        Name = name;
        if (decisions.Count == 0) throw new UserException("space.decisions must name at least one decision, as in { kernel = [3, 5] }.");
        Decisions = [.. decisions.Select(entry => new Decision(entry.Key, entry.Key, OptionsOf(entry.Key, entry.Value)))];
        Count = Decisions.Aggregate(BigInteger.One, (product, decision) => product * decision.Options.Length);
        _encoding = new ColumnsEncoding([.. Decisions.Select(decision => decision.Name)]);
        _nothing = new AdditiveCost(0, [.. Decisions.Select(decision => decision.Options.Select(_ => 0L).ToImmutableArray())]);
    }

    public string Name { get; }

    public ImmutableArray<Decision> Decisions { get; }

    public ICost MAdds => _nothing;

    public ICost Parameters => _nothing;

    public BigInteger Count { get; }

    /// <summary><c>kernel=3,width=64</c>.</summary>
    public string Format(Architecture architecture) =>
        _encoding.Write([.. architecture.Choices.Select((choice, decision) => Decisions[decision].Options[choice])]);

    public Architecture Parse(string text)
    {
        var example = Format(new Architecture([.. Decisions.Select(_ => 0)]));
        if (_encoding.TryRead(text.Trim()) is not { } choices) throw new UserException($"'{text}' is no architecture of {Name}: they look like {example}.");
        return new Architecture([.. choices.Select((choice, i) => Decisions[i].Options.IndexOf(choice.Option) is var option and >= 0
            ? option
            : throw new UserException($"'{text}' is no architecture of {Name}: {choice.Decision} may be {string.Join(", ", Decisions[i].Options)}."))]);
    }

    private static ImmutableArray<string> OptionsOf(string name, JsonNode? node)
    {
        string[] options = node is JsonArray list ? [.. list.Select(option => option is JsonValue ? option.ToString() : "")] : NoOptions;
        if (options.Length == 0 || options.Contains("")) throw new UserException($"space.decisions.{name} must be a list of options, as in [3, 5].");
        var twice = options.GroupBy(option => option, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? [.. options] : throw new UserException($"space.decisions.{name} has the option {twice} twice.");
    }
}

using System.Globalization;
using Actors.Simulation;
using Nas.Model;

namespace Seed.Commands;

/// <summary>Reads what is to go wrong: <c>crash=2/day,loss=0.01</c>.</summary>
public static class FaultText
{
    private const string Option = "--faults";

    private static readonly (string Unit, double TimesADay)[] Units = [("minute", 1440), ("hour", 24), ("day", 1), ("week", 1 / 7.0)];

    public static string Names { get; } = string.Join(", ", FaultKind.All.Select(kind => kind.Name));

    /// <exception cref="UserException">An unknown fault, or one that is not said to happen so often.</exception>
    public static FaultRates Read(string text)
    {
        var rates = FaultRates.None;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split('=', 2, StringSplitOptions.TrimEntries);
            var kind = FaultKind.All.FirstOrDefault(kind => kind.Name == words[0]) ?? throw Unknown(words[0]);
            rates = kind.With(
                rates,
                words.Length < 2 ? throw Wrong(kind, part)
                    : kind.IsRate ? TimesADay(kind, part, words[1])
                    : Share(kind, part, words[1])
            );
        }
        return rates.OutOfMemory + rates.NativeCrash <= 1
            ? rates
            : throw new UserException($"{Option}: out-of-memory and native-crash are shares of the candidates, together at most 1");
    }

    private static double TimesADay(FaultKind kind, string part, string value)
    {
        var words = value.Split('/', 2, StringSplitOptions.TrimEntries);
        var unit = Array.Find(Units, unit => words.Length == 2 && unit.Unit == words[1]);
        return unit.Unit is not null && Number(words[0]) is { } times ? times * unit.TimesADay : throw Wrong(kind, part);
    }

    private static double Share(FaultKind kind, string part, string value) =>
        Number(value) is { } share and <= 1 ? share : throw Wrong(kind, part);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static UserException Unknown(string name)
    {
        var hint = Spelling.Nearest(name, FaultKind.All.Select(kind => kind.Name)) is { } near
            ? $"did you mean {near}?"
            : $"there are {Names}";
        return new UserException($"{Option} {name}: there is no such fault; {hint}");
    }

    private static UserException Wrong(FaultKind kind, string part) =>
        new(
            kind.IsRate
                ? $"{Option} {part}: must say how often, as in {kind.Name}=2/day (minute, hour, day or week)"
                : $"{Option} {part}: must be a share from 0 to 1, as in {kind.Name}=0.01"
        );
}

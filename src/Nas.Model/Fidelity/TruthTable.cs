using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Nas.Model.Fidelity;

/// <summary>
/// Accuracies of architectures by themselves that somebody else has measured, by canonical text: NAS-Bench-Macro's JSON
/// (<c>{"00000000": {"test_acc": [..], ..}, ..}</c>), or CSV without quotes: a line of names, then for each architecture its text and a number a seed.
/// </summary>
public static class TruthTable
{
    /// <exception cref="UserException">The file cannot be read as either.</exception>
    public static ImmutableDictionary<string, ImmutableArray<double>> Read(string path)
    {
        try
        {
            return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsv(path) : ReadJson(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new UserException(
                $"truth.table: {path} cannot be read as accuracies of architectures ({e.Message.TrimEnd('.')}); give NAS-Bench-Macro's JSON, or CSV with a text and a number a seed in each line.", e);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> ReadJson(string path)
    {
        using var file = File.OpenRead(path);
        using var document = JsonDocument.Parse(file);
        return document.RootElement.EnumerateObject().ToImmutableDictionary(
            row => row.Name,
            row => row.Value.TryGetProperty("test_acc", out var seeds)
                ? seeds.EnumerateArray().Select(seed => seed.GetDouble()).ToImmutableArray()
                : throw new FormatException($"{row.Name} has no test_acc"),
            StringComparer.Ordinal);
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> ReadCsv(string path) => File.ReadLines(path).Skip(1)
        .Where(line => line.Length > 0).Select(line => line.Split(','))
        .ToImmutableDictionary(
            cells => cells[0],
            cells => cells.Length < 2
                ? throw new FormatException($"{cells[0]} has no accuracy")
                : cells.Skip(1).Select(cell => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture)).ToImmutableArray(),
            StringComparer.Ordinal);
}

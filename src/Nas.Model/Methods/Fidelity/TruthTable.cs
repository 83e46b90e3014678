using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Nas.Model.Tables.Files;

namespace Nas.Model.Methods.Fidelity;

/// <summary>
/// Accuracies of architectures by themselves that somebody else has measured, by canonical text: NAS-Bench-Macro's JSON
/// (<c>{"00000000": {"test_acc": [..], ..}, ..}</c>), or CSV without quotes: a line of names, then for each architecture its text and a
/// number a seed.
/// </summary>
public static class TruthTable
{
    /// <exception cref="UserException">The file cannot be read as either.</exception>
    public static ImmutableDictionary<string, ImmutableArray<double>> Read(string path) =>
        Read(path, bytes => IsCsv(path) ? ReadCsv(path, bytes) : ReadJson(bytes));

    /// <summary>The Multiply-Adds that the table says, by canonical text; empty where it says none: CSV has no place for them.</summary>
    /// <exception cref="UserException">The file cannot be read as either.</exception>
    public static ImmutableDictionary<string, double> Costs(string path) =>
        Read(path, bytes => IsCsv(path) ? ImmutableDictionary<string, double>.Empty : ReadCosts(bytes));

    private static bool IsCsv(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static T Read<T>(string path, Func<byte[], T> read)
    {
        try
        {
            return read(TableText.Unpacked(path, InputFile.Bytes(path, TableLimits.Bytes, "table")));
        }
        catch (UserException e)
        {
            throw new UserException($"truth.table: {e.Message}", e);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or FormatException
                        or InvalidOperationException
                        or ArgumentException
            )
        {
            throw new UserException(
                $"truth.table: {path} cannot be read as accuracies of architectures ({JsonFault.InWords(e)}); give NAS-Bench-Macro's JSON, or CSV with a text and a number a seed in each line.",
                e
            );
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> ReadJson(byte[] bytes)
    {
        using var document = JsonDocument.Parse(TableText.Json(bytes));
        return document
            .RootElement.EnumerateObject()
            .ToImmutableDictionary(
                row => row.Name,
                row =>
                    row.Value.TryGetProperty("test_acc", out var seeds)
                        ? seeds
                            .EnumerateArray()
                            .Select(seed =>
                                Accuracy(row.Name, seed.ValueKind == JsonValueKind.String ? TableText.Of(seed) : seed.GetRawText())
                            )
                            .ToImmutableArray()
                        : throw new FormatException($"{row.Name} has no test_acc"),
                StringComparer.Ordinal
            );
    }

    private static ImmutableDictionary<string, double> ReadCosts(byte[] bytes)
    {
        using var document = JsonDocument.Parse(TableText.Json(bytes));
        return document
            .RootElement.EnumerateObject()
            .Where(row => row.Value.TryGetProperty("flops", out var flops) && flops.ValueKind == JsonValueKind.Number)
            .ToImmutableDictionary(row => row.Name, row => row.Value.GetProperty("flops").GetDouble(), StringComparer.Ordinal);
    }

    private static ImmutableDictionary<string, ImmutableArray<double>> ReadCsv(string path, byte[] bytes)
    {
        TableLimits.RequireLines(path, bytes);
        using var reader = TableText.Reader(bytes);
        _ = reader.ReadLine();
        var rows = ImmutableDictionary.CreateBuilder<string, ImmutableArray<double>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
                continue;
            var cells = line.Split(',');
            if (cells.Length < 2)
                throw new FormatException($"{cells[0]} has no accuracy");
            rows.Add(cells[0], [.. cells.Skip(1).Select(cell => Accuracy(cells[0], cell))]);
        }
        return rows.ToImmutable();
    }

    private static double Accuracy(string architecture, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"{architecture} has '{text}', which is no accuracy");
}

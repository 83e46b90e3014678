using System.CommandLine;
using System.Globalization;
using Actors.Search.Reading;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Prints a search's decisions and their results, in an order that depends on nothing but the search.</summary>
public sealed class HistoryCommand : SearchQueryCommand
{
    public HistoryCommand(Terminal terminal)
        : base("history", "Decisions and results; equal searches print equal bytes.", terminal)
    {
        var verbose = new Option<bool>("--verbose") { Description = "With times, devices and attempts, which differ from run to run." };
        Add(verbose);
        SetAction(
            async (parsed, cancellation) =>
            {
                var entries = SearchOf(parsed).Reader.HistoryAsync(parsed.GetValue(verbose), cancellation);
                await (parsed.GetValue(Json) ? WriteJson(entries) : WriteText(entries));
                return ExitCodes.Done;
            }
        );
    }

    /// <summary>An array, one entry a line: it is read and printed entry by entry, however long it is.</summary>
    private async Task WriteJson(IAsyncEnumerable<HistoryEntry> entries)
    {
        var separator = "[";
        await foreach (var entry in entries)
        {
            Terminal.Out.Write(separator + Environment.NewLine + JsonText.Line(entry));
            separator = ",";
        }
        Terminal.Out.WriteLine(separator == "[" ? "[]" : Environment.NewLine + "]");
    }

    private async Task WriteText(IAsyncEnumerable<HistoryEntry> entries)
    {
        await foreach (var entry in entries)
            Terminal.Out.WriteLine(Text(entry));
    }

    private static string Text(HistoryEntry entry)
    {
        var words = new List<string?>
        {
            entry.Kind,
            entry.Phase,
            entry.Name,
            Number(entry.Index),
            Number(entry.Sample),
            entry.Architecture,
            entry.Score?.ToString("0.000000", CultureInfo.InvariantCulture),
            entry.Failure,
            entry.Weights,
            entry.Note,
        };
        if (entry.BatchDivisors is { } divisors)
            words.Add($"minibatches divided by {string.Join(",", divisors.Select(divisor => Math.Max(1, divisor)))}");
        if (entry.Origin is { } origin)
            words.Add($"({origin})");
        if (entry.Measures is { } measures)
            words.AddRange(measures.Select(measure => string.Create(CultureInfo.InvariantCulture, $"{measure.Key} {measure.Value}")));
        if (entry.Trace is { } trace)
            words.Add(Text(trace));
        return string.Join("  ", words.Where(word => !string.IsNullOrEmpty(word)));
    }

    private static string Text(HistoryTrace trace) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{trace.Began:u} to {trace.Ended:u}, {trace.Seconds:0.0} s on {string.Join(" ", trace.Devices)}, {trace.Attempts} failed, {trace.Lost} lost{Reused(trace)}{Late(trace)}]"
        );

    private static string Reused(HistoryTrace trace) => trace.Reused is not { } reused ? "" : $", {reused} scores known from before";

    private static string Late(HistoryTrace trace) =>
        trace.LateResults is not { } late
            ? ""
            : $", {late.Length} late results rejected: {string.Join(", ", late.Select(one => $"{one.Task} of {one.Device}"))}";

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

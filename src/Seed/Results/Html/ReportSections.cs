using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Actors.Search.Reading;
using Nas.Model.Settings;
using Seed.Results.Plots;

namespace Seed.Results.Html;

/// <summary>The sections that the reports of all methods have, and what others are made of.</summary>
internal static class ReportSections
{
    public static Markup Phases(SearchView view) =>
        Markup.Of(
            $"""
            <section>
            <h2>Phases</h2>
            <table><tbody>{Markup.Join(
                view.Phases.Select(phase =>
                    Row(phase.Name, $"{phase.Done:N0} of {phase.Total:N0} {phase.Unit}{(phase.Note is { } note ? $"; {note}" : "")}")
                )
            )}</tbody></table>
            </section>
            """
        );

    public static Markup Reproduce(SearchOutcome outcome) =>
        Markup.Of(
            $"""
            <section>
            <h2>Do it again</h2>
            <p>The file <code>search.json</code> beside this page is the search with every default filled in; it is itself a search file. The same file, seed, number of
            threads ({outcome.Settings.Devices.Threads}) and kind of device ({outcome.Settings.Devices.Kind}) give the same history and the same winner, whatever was killed on the way.</p>
            <pre>langevin run search.json --dir runs/{outcome.Settings.Name}-again</pre>
            </section>
            """
        );

    public static Markup Caveats(ImmutableArray<string> caveats) =>
        Markup.Of(
            $"<section><h2>What to be careful about</h2><ul>{Markup.Join(caveats.Select(caveat => Markup.Of($"<li>{caveat}</li>")))}</ul></section>"
        );

    /// <summary>The section with a drawing of what the search found.</summary>
    /// <param name="drawing">SVG; empty: there is none.</param>
    public static Markup Found(string title, string drawing, string text) =>
        Markup.Of(
            $"""
            <section>
            <h2>{title}</h2>
            {(drawing.Length == 0 ? Markup.Empty : Markup.Of($"""<div class="drawing">{Markup.Trusted(drawing)}</div>"""))}
            <p class="faint">Canonical text: <code>{text}</code></p>
            </section>
            """
        );

    public static Markup Figure(Plot plot) =>
        Markup.Of(
            $"""
            <figure>
            <h3>{plot.Title}</h3>
            {Markup.Trusted(plot.ToInlineSvg())}
            <figcaption>{plot.Caption}</figcaption>
            </figure>
            """
        );

    public static Markup Settings(SearchSettings settings)
    {
        var rows = Flat(JsonNode.Parse(SettingsJson.Text(settings)), "")
            .Select(pair => Markup.Of($"<tr><td><code>{pair.Key}</code></td><td><code>{pair.Value}</code></td></tr>"));
        return Markup.Of(
            $"""<section><h2>Settings</h2><details><summary>All settings, defaults included</summary><table><tbody>{Markup.Join(rows)}</tbody></table></details></section>"""
        );
    }

    public static Markup Versions(VersionInfo versions) =>
        Markup.Of(
            $"""
            <section><h2>Versions</h2>
            <table><tbody>{Markup.Join(versions.Rows().Select(row => Row(row.Name, row.Value)))}</tbody></table></section>
            """
        );

    public static Markup Row(string name, string value) => Markup.Of($"<tr><td>{name}</td><td>{value}</td></tr>");

    private static IEnumerable<(string Key, string Value)> Flat(JsonNode? node, string path) =>
        node switch
        {
            JsonObject inner => inner.SelectMany(member => Flat(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
            JsonArray list => [(path, $"[{string.Join(", ", list.Select(item => item?.ToJsonString()))}]")],
            null => [(path, "null")],
            _ => [(path, node.GetValueKind() == System.Text.Json.JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString())],
        };
}

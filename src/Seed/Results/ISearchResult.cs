using System.Collections.Immutable;
using Seed.Output;
using Seed.Results.Html;
using Seed.Results.Plots;

namespace Seed.Results;

/// <summary>
/// A search method's view of a search's outcome. Everything that does not depend on the method (the page's frame, phases, settings,
/// versions, tables of candidates) is made from the outcome alone.
/// </summary>
public interface ISearchResult
{
    SearchOutcome Outcome { get; }

    /// <summary>Whether the search looks for its best candidate: a study does not.</summary>
    bool LooksForWinner => true;

    /// <summary>The method's name for a score.</summary>
    string ScoreName => "proxy score";

    /// <summary>The result in words, for a person who reads nothing else.</summary>
    string Sentence { get; }

    /// <summary>The networks trained at the end, each in a sentence.</summary>
    IEnumerable<string> Trained { get; }

    /// <summary>The same side by side for the terminal; null: none is trained yet.</summary>
    string? TrainedTable { get; }

    /// <summary>The same as <c>langevin best --json</c> has it.</summary>
    object TrainedNumbers { get; }

    /// <summary>The numbers of the result: <c>metrics.json</c>.</summary>
    object Metrics { get; }

    /// <summary>Blob of the found network's weights; null where there are none yet.</summary>
    string? Weights { get; }

    ImmutableArray<Plot> Plots { get; }

    /// <summary>Files of this method alone.</summary>
    IEnumerable<FileContent> Files { get; }

    ReportParts Report { get; }
}

/// <summary>The method's part of the report, in the order in which the page shows it.</summary>
/// <param name="Tiles">The few numbers that matter most.</param>
/// <param name="Trained">Section on the networks trained at the end.</param>
/// <param name="Found">Section that shows what was found.</param>
/// <param name="Figures">Plots of the search.</param>
/// <param name="Proxy">Section on how candidates were scored.</param>
/// <param name="Caveats">Sentences.</param>
public sealed record ReportParts(
    ImmutableArray<(string Value, string Label)> Tiles,
    Markup Trained,
    Markup Found,
    ImmutableArray<Plot> Figures,
    Markup Proxy,
    ImmutableArray<string> Caveats
);

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Search.Methods;
using Actors.Search.State;
using Nas.Model.Settings;

namespace Actors.Search.Planning;

/// <summary>
/// A way to search: which phases follow each other, built of the two kinds of phase there are (<see cref="TrainingSpec"/> and
/// <see cref="CandidateSpec"/>), and what its settings mean to a search that goes on, is forked, or knows scores from before. A new method
/// is one class and a line in <see cref="SearchMethods"/>.
/// </summary>
public interface ISearchMethod
{
    /// <summary>The method's name in search files.</summary>
    string Name { get; }

    /// <summary>Names of the candidate phases whose best candidate can be the search's: the first of them that has one decides.</summary>
    ImmutableArray<string> DecidingPhases { get; }

    /// <summary>Sections of the settings that name a strategy.</summary>
    ImmutableArray<string> StrategySections { get; }

    /// <summary>
    /// Keys that no result depends on, beside those that all methods have: where things are, what is done together, how long something may
    /// be quiet.
    /// What is in a file is another matter: its hash is not free.
    /// </summary>
    ImmutableArray<string> FreeKeys { get; }

    /// <summary>
    /// Keys that say by which rules files are read: a search keeps those that it began with, whatever a newer version would write.
    /// </summary>
    ImmutableArray<EditionKey> Editions { get; }

    /// <summary>
    /// What search files that are silent mean since some version. A search that began before goes on without: its settings lack the key.
    /// </summary>
    ImmutableArray<LaterDefault> LaterDefaults { get; }

    /// <summary>The strategies that the settings name, in the order of their phases.</summary>
    IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings);

    /// <summary>The strategy of a candidate phase; null: not for the settings to name.</summary>
    NamedStrategy? StrategyOf(SearchSettings settings, string phase);

    SearchPlan Plan(SearchContext context);

    /// <summary>
    /// Keys and sections of the settings that neither the phases before a candidate phase nor its scores depend on: another search may
    /// differ in them and go on with both.
    /// </summary>
    ImmutableArray<string> LaterThan(SearchSettings settings, string phase);

    /// <summary>The sampler of a phase that draws posterior samples; null: the phase draws none.</summary>
    LangevinSettings? ChainOf(SearchSettings settings, string phase);

    /// <summary>Whether the content that scores a candidate has a name, so that a score can be known from before.</summary>
    bool CanReuseScores(SearchSettings settings);
}

/// <param name="Value">The JSON that a search file's silence is taken for.</param>
/// <param name="Before">The JSON that says what the key's absence means; null: nothing does.</param>
public readonly record struct LaterDefault(string Key, JsonNode Value, JsonNode? Before)
{
    public static LaterDefault Of<T>(string key, T value, T? before = default) =>
        new(
            key,
            JsonSerializer.SerializeToNode(value, SettingsJson.Options) ?? throw new ArgumentNullException(nameof(value)),
            JsonSerializer.SerializeToNode(before, SettingsJson.Options)
        );

    /// <summary>Whether a search without the key goes on as one that has it so.</summary>
    public bool GoesOnWith(JsonNode? value) =>
        JsonNode.DeepEquals(Value, value) || (Before is not null && JsonNode.DeepEquals(Before, value));
}

/// <param name="Counts">Whether the search's hash depends on it: only where it makes a difference that can be told.</param>
public readonly record struct EditionKey(string Key, bool Counts = false);

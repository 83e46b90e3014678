using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Actors.Dispatch;
using Actors.Scores;
using Actors.Search.Methods;
using Actors.Search.Planning;
using Actors.Search.State;
using Actors.Search.State.Events;
using Nas.Model.Methods;
using Nas.Model.Settings;

namespace Actors.Search.Deciding;

/// <summary>
/// Names scores by all that they depend on: the weights' content, the sample's number, by which images are dealt out, the architecture in
/// its one form, the divisor of the minibatches, the phase, the versions of the programs, and every setting but those that can only matter
/// later (<see cref="ISearchMethod.LaterThan"/>) and those that no result depends on. Where data lie counts: another folder may hold other
/// images. What is forgotten here costs a second evaluation; what is left out by mistake would cost a wrong score.
/// </summary>
internal sealed class ScoreKeys
{
    private static readonly string[] Places = [".root", ".table", ".directory"];

    private (string Settings, string Phase, byte[] Hash)? _last;

    /// <summary>
    /// The question for the scores of a task. Null where nobody knows them from before: it scores nothing, or its search has every score
    /// made again.
    /// </summary>
    public FindScores? Question(SearchState state, string search, DeviceTask task)
    {
        if (task.Kind != DeviceTaskKind.Evaluate || !TaskName.TryParse(task.Id, out var name) || name.Sample is not { } sample)
            return null;
        if (state.Candidates(task.Phase) is not { } phase || Weights(state, phase, sample) is not { } weights)
            return null;
        if (Context(state.Settings, task.Phase) is not { Length: > 0 } context)
            return null;
        return new FindScores(
            task.Id,
            [.. task.Candidates.Select(candidate => Key(context, weights, phase.Spec.FirstSample + sample, candidate, task.BatchDivisor))],
            task.BatchDivisor
        );
    }

    /// <summary>The scores that a report tells, to be kept for later.</summary>
    /// <param name="state">The state as it was before the events.</param>
    public IReadOnlyList<(ScoreKey Key, KnownScore Score)> Kept(SearchState state, IReadOnlyList<ISearchEvent> events, int divisor) =>
        [
            .. from recorded in events.OfType<EvaluationRecorded>()
            let phase = state.Candidates(recorded.Phase)
            let weights = Weights(state, phase, recorded.Sample)
            let context = Context(state.Settings, recorded.Phase)
            where weights is not null && context.Length > 0
            select (
                Key(context, weights, phase.Spec.FirstSample + recorded.Sample, phase.Open[recorded.Index].Architecture, divisor),
                new KnownScore(new CandidateScore(recorded.Score, recorded.Loss), recorded.Device)
            ),
        ];

    /// <summary>Null where scores are made again: those that come with folds are not kept with them.</summary>
    private static string? Weights(SearchState state, CandidatePhase phase, int sample) =>
        phase.Spec.Margin > 0 ? null
        : phase.Spec.Samples[sample] is { IsNone: true } none ? none.ToString()
        : state.Resolve(phase.Spec.Samples[sample]);

    private static ScoreKey Key(byte[] context, string weights, int sample, string architecture, int divisor)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. context, .. Encoding.UTF8.GetBytes($"{weights}\n{sample}\n{architecture}\n{divisor}")], hash);
        return new ScoreKey(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    /// <summary>
    /// The content hash of what scores; empty where every score is made again: the search wants it so, or what scores has no name for its
    /// content.
    /// </summary>
    private byte[] Context(string settings, string phase)
    {
        if (_last is { } last && last.Settings == settings && last.Phase == phase)
            return last.Hash;
        var read = MethodSciences.Read(settings);
        var hash =
            read.Devices.ReuseScores && SearchMethods.Of(read).CanReuseScores(read)
                ? SHA256.HashData(Encoding.UTF8.GetBytes($"{Versions}\n{phase}\n{WhatCounts(read, phase)}"))
                : [];
        _last = (settings, phase, hash);
        return hash;
    }

    private static string Versions { get; } =
        string.Join('\n', OpenedSearch.OwnVersions.Select(version => $"{version.Key} {version.Value}"));

    private static string WhatCounts(SearchSettings settings, string phase)
    {
        var tree = JsonNode.Parse(SettingsJson.Text(settings))!.AsObject();
        var free = SettingsIdentity.Free.Where(path => !Array.Exists(Places, place => path.EndsWith(place, StringComparison.Ordinal)));
        foreach (var path in SearchMethods.LaterThan(settings, phase).Concat(free).Append("name"))
        {
            var keys = path.Split('.');
            var section = keys.SkipLast(1).Aggregate((JsonNode?)tree, (node, key) => node?[key]);
            (section as JsonObject)?.Remove(keys[^1]);
        }
        return tree.ToJsonString();
    }
}

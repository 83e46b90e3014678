using System.Collections.Immutable;
using Actors.Archive;
using Actors.Dispatch;
using Actors.Persistence;
using Actors.Search.Reading;
using Actors.Search.State;
using Actors.Search.State.Events;
using Actors.Serialization;
using Microsoft.Data.Sqlite;
using Nas.Model.Methods;
using Nas.Model.Methods.CrNas;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Reallocation;
using Seed.Archive;
using Seed.Results;

namespace Seed.Tests.Methods.CrNas;

/// <summary>A CR-NAS search that never ran: its journal, and what is read from one.</summary>
internal static class MadeUpReallocation
{
    /// <summary>The allocation that the stage search finds: the unmodified backbone has 2,2,2,2.</summary>
    public const string Allocation = "1,1,2,4";

    /// <summary>The architecture that the operation search finds.</summary>
    public const string Found = "1/2/1,3/1,1,2,1";

    public const string Unmodified = "1,1/1,1/1,1/1,1";

    private const int Width = 3;

    public static CrNasSettings Settings { get; } =
        new()
        {
            Name = "made-up-detection",
            Data = new DetectionDataSettings
            {
                Name = "procedural-detection",
                ShortSide = 96,
                LongSide = 128,
            },
            Backbone = new BackboneSettings { Name = "resnet_small", Dilations = "any" },
            Detector = new DetectorSettings { Width = 48, HeadWidth = 128 },
            Constraint = new ReallocationConstraintSettings
            {
                Height = 96,
                Width = 128,
                Proposals = 100,
            },
            Final = new FinalSettings
            {
                Steps = 600,
                Batch = 8,
                Seeds = 3,
            },
            Transfer = new TransferSettings { Detector = "retinanet-fpn" },
        };

    /// <summary>Test AP of each seed: of the baseline, of the stage search alone and of the whole search.</summary>
    public static ImmutableArray<(string Role, ImmutableArray<double> Ap)> Final { get; } =
    [("baseline", [0.30, 0.31, 0.32]), ("stage-only", [0.305, 0.300, 0.335]), ("full", [0.34, 0.36, 0.35])];

    /// <param name="samples">Samples of the stage supernet's weights; 0: the supernet itself scores.</param>
    /// <param name="upTo">The last phase there is; it is completed.</param>
    /// <param name="found">Architecture that the operation search finds.</param>
    public static ImmutableArray<ISearchEvent> Journal(
        CrNasSettings? settings = null,
        int samples = 0,
        string? upTo = null,
        string found = Found,
        string weights = "ab",
        ImmutableArray<(string Role, ImmutableArray<double> Ap)>? final = null
    )
    {
        var used = (settings ?? Settings) with { StageLangevin = new OptionalLangevinSettings { Samples = samples } };
        var spaces = new ReallocationPhaseSpaces(used);
        var result = ReallocatedBackbone.Parse(found);
        var guarded = used.DoNoHarm == true;
        ImmutableArray<string> phases =
        [
            PhaseNames.StageSupernet,
            PhaseNames.StageSearch,
            .. guarded ? [PhaseNames.StageComparison] : Array.Empty<string>(),
            PhaseNames.OperationSupernet,
            PhaseNames.OperationSearch,
            .. guarded ? [PhaseNames.OperationComparison] : Array.Empty<string>(),
            PhaseNames.Final,
            PhaseNames.Transfer,
        ];
        var events = new List<ISearchEvent>
        {
            new SearchStarted(1, used.Name, SettingsJson.Text(used), phases, ImmutableSortedDictionary<string, string>.Empty),
        };
        foreach (var phase in phases)
        {
            events.AddRange(
                phase switch
                {
                    PhaseNames.StageSearch => Candidates(
                        phase,
                        spaces.Eligible,
                        Allocations(spaces.Eligible, string.Join(',', result.Blocks)),
                        Math.Max(1, samples)
                    ),
                    PhaseNames.StageComparison => Compared(phase, spaces.Eligible, "2,2,2,2", string.Join(',', result.Blocks), 0.03, 0.004),
                    PhaseNames.OperationComparison => Compared(
                        phase,
                        spaces.Open(ReallocationPhaseSpaces.DilationsOf(result.Blocks), CostRange.Any),
                        ReallocatedBackbone.Plain(result.Blocks).ToString(),
                        found,
                        0.01,
                        0.02
                    ),
                    PhaseNames.OperationSearch => Candidates(
                        phase,
                        spaces.Open(ReallocationPhaseSpaces.PartialDilationsOf(result.Blocks), CostRange.Any),
                        Beam(result),
                        samples: 1
                    ),
                    PhaseNames.Final => Training(phase, Detectors(spaces, result, final ?? Final), weights),
                    PhaseNames.Transfer => Training(
                        phase,
                        Detectors(spaces, result, [("baseline", [0.20, 0.21, 0.22]), ("full", [0.20, 0.23, 0.20])]),
                        weights
                    ),
                    _ => Training(
                        phase,
                        [(new RunSpec(phase, null, null, null, null, 600, 0), ImmutableSortedDictionary<string, double>.Empty)],
                        weights
                    ),
                }
            );
            if (phase == upTo)
                return [.. events];
        }
        return [.. events, new SearchCompleted(1)];
    }

    public static SearchOutcome Outcome(ImmutableArray<ISearchEvent> journal, string? notice = null)
    {
        var view = SearchViewing.View(journal.Aggregate(SearchState.NotStarted, (state, @event) => state.Apply(@event)))!;
        var candidates = SearchHistory
            .Of(() => journal, verbose: false)
            .Where(entry => entry.Kind == "candidate")
            .Select(entry => new CandidateView(
                entry.Phase!,
                entry.Index!.Value,
                entry.Architecture!,
                entry.Madds!.Value,
                entry.Parameters!.Value,
                entry.Score,
                entry.StandardError,
                entry.Scores ?? [],
                entry.Failure
            )
            {
                Folds = entry.Folds ?? [],
            });
        return SearchOutcome.Of(view, [.. candidates], notice);
    }

    /// <summary>Writes the search's directory, as a process that ran it would have left it.</summary>
    public static void Write(string directory, ImmutableArray<ISearchEvent> journal)
    {
        var settings = MethodSciences.Read(((SearchStarted)journal[0]).Settings);
        using (var held = SearchDirectory.Open(directory))
            held.Begin(settings, settings);
        SearchPersistence.Prepare(directory);
        using var connection = new SqliteConnection($"Data Source={SearchPersistence.PathOf(directory)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE journal (persistence_id TEXT, sequence_number INTEGER, deleted INTEGER, message BLOB, manifest TEXT, identifier INTEGER, ordering INTEGER, created INTEGER, writer_uuid TEXT)";
        command.ExecuteNonQuery();
        command.CommandText = $"INSERT INTO journal VALUES ($id, $number, 0, $message, $manifest, {WireSerializer.Id}, $number, 0, '')";
        var id = SearchReader.IdOf(settings.Name);
        var chain = new EventChain(id);
        using var end = JournalEnds.In(directory).NoteOf(id);
        foreach (var stored in journal.Select(chain.Add))
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$number", chain.Last);
            command.Parameters.AddWithValue("$message", WireTypes.Write(stored));
            command.Parameters.AddWithValue("$manifest", WireTypes.ManifestOf(stored));
            command.ExecuteNonQuery();
        }
        end.Write(new JournalPoint(chain.Last, chain.Seal));
    }

    /// <summary>Each eligible allocation with its score: the best is the one named.</summary>
    private static IEnumerable<(string Text, double Score)> Allocations(ConstrainedSpace eligible, string best)
    {
        var random = RandomStream.For(7, "made-up-allocations");
        for (var number = 0; number < (int)eligible.Count; number++)
        {
            var text = eligible.Space.Format(eligible.At(number));
            yield return (text, text == best ? 0.20 : 0.12 + (0.06 * random.NextDouble()));
        }
    }

    /// <summary>A beam of which the best of each level begins as the result does.</summary>
    private static IEnumerable<(string Text, double Score)> Beam(ReallocatedBackbone result)
    {
        var random = RandomStream.For(7, "made-up-beam");
        ImmutableArray<ImmutableArray<int>> beam =
        [
            [],
        ];
        for (var decided = 1; decided <= result.Dilations.Length; decided++)
        {
            var level = beam.SelectMany(kept => new[] { 1, 2, 3 }.Select(dilation => kept.Add(dilation)))
                .Select(prefix =>
                    (
                        Prefix: prefix,
                        Score: 0.14
                            + (0.004 * decided)
                            + (prefix.SequenceEqual(result.Dilations.Take(prefix.Length)) ? 0.02 : 0.01 * random.NextDouble())
                    )
                )
                .ToArray();
            foreach (var (prefix, score) in level)
            {
                yield return (
                    new ReallocatedBackbone(
                        result.Blocks,
                        [.. prefix, .. Enumerable.Repeat(0, result.Dilations.Length - prefix.Length)]
                    ).ToString(),
                    score
                );
            }
            beam = [.. level.OrderByDescending(candidate => candidate.Score).Take(Width).Select(candidate => candidate.Prefix)];
        }
    }

    private static IEnumerable<ISearchEvent> Candidates(
        string phase,
        ConstrainedSpace space,
        IEnumerable<(string Text, double Score)> scored,
        int samples
    )
    {
        var all = scored.ToArray();
        ImmutableArray<WeightsRef> weights = [.. Enumerable.Range(0, samples).Select(sample => new WeightsRef("stage-supernet/0", sample))];
        yield return new PhaseStarted(
            1,
            phase,
            null,
            new CandidateSpec(all.Length, all.Length, true, 3, "made-up", "{}", "", 0, long.MaxValue, weights, 1),
            null
        );
        foreach (var (index, (text, _)) in all.Index())
        {
            var architecture = space.Space.Parse(text);
            yield return new CandidateProposed(
                1,
                phase,
                index,
                text,
                space.Space.MAdds.Of(architecture),
                space.Space.Parameters.Of(architecture),
                "made up",
                0,
                !space.Space.IsComplete(architecture)
            );
        }
        foreach (var (index, (_, score)) in all.Index())
        {
            // The first allocation fails, whatever it would have been worth.
            if (phase == PhaseNames.StageSearch && index == 0)
            {
                yield return new CandidateFailed(1, phase, index, TaskFailure.OutOfMemory, "out of memory");
                continue;
            }
            for (var sample = 0; sample < samples; sample++)
            {
                yield return new EvaluationRecorded(
                    1,
                    phase,
                    index,
                    sample,
                    score + (0.002 * ((sample * 7) + (index % 5))),
                    null,
                    "device-0",
                    1
                );
            }
        }
    }

    /// <summary>A start and a change that scores so much more, give or take the noise without each of four folds.</summary>
    private static IEnumerable<ISearchEvent> Compared(
        string phase,
        ConstrainedSpace space,
        string start,
        string change,
        double gain,
        double noise
    )
    {
        var spec = new CandidateSpec(2, 2, true, 3, "listed", "{}", "", 0, long.MaxValue, [new WeightsRef("stage-supernet/0", null)], 1)
        {
            GoesOn = true,
            Supersedes = true,
            Margin = StartRule.Margin,
            Kept = 2,
        };
        yield return new PhaseStarted(1, phase, null, spec, null);
        foreach (var (index, text) in new[] { start, change }.Index())
        {
            var (madds, parameters) = (space.Space.MAdds.Of(space.Space.Parse(text)), space.Space.Parameters.Of(space.Space.Parse(text)));
            yield return new CandidateProposed(1, phase, index, text, madds, parameters, "made up", 0, IsPartial: false);
        }
        foreach (var index in new[] { 0, 1 })
        {
            var score = 0.2 + (index * gain);
            var off = index * noise;
            yield return new EvaluationRecorded(1, phase, index, 0, score, null, "device-0", 1)
            {
                Folds = [score + off, score - off, score + off, score - off],
            };
        }
    }

    private static IEnumerable<(RunSpec Run, ImmutableSortedDictionary<string, double> Measures)> Detectors(
        ReallocationPhaseSpaces spaces,
        ReallocatedBackbone result,
        ImmutableArray<(string Role, ImmutableArray<double> Ap)> roles
    )
    {
        foreach (var (role, seeds) in roles)
        {
            var network = role switch
            {
                "baseline" => ReallocatedBackbone.Plain(spaces.Backbone.Blocks),
                "stage-only" => ReallocatedBackbone.Plain(result.Blocks),
                _ => result,
            };
            var (madds, parameters) = spaces.CostOf(network.Blocks);
            foreach (var (seed, ap) in seeds.Index())
            {
                var measures = new Dictionary<string, double>
                {
                    ["validation-ap"] = ap + 0.01,
                    ["test-ap"] = ap,
                    ["test-ap50"] = ap + 0.2,
                    ["test-ap-large"] = ap + 0.1,
                    ["test-ar100"] = ap + 0.15,
                    ["test-voc-ap50"] = ap + 0.25,
                    ["madds"] = madds,
                    ["parameters"] = parameters,
                };
                yield return (
                    new RunSpec($"{role}-{seed}", network.ToString(), madds, parameters, null, 600, 0),
                    measures.ToImmutableSortedDictionary(StringComparer.Ordinal)
                );
            }
        }
    }

    private static IEnumerable<ISearchEvent> Training(
        string phase,
        IEnumerable<(RunSpec Run, ImmutableSortedDictionary<string, double> Measures)> runs,
        string weights
    )
    {
        var all = runs.ToArray();
        yield return new PhaseStarted(1, phase, new TrainingSpec([.. all.Select(run => run.Run)], 100, 3, 1), null, null);
        foreach (var (number, run) in all.Index())
        {
            yield return new TrainingCompleted(
                1,
                TaskName.OfRun(phase, number),
                run.Run.Name == "full-0" ? weights : $"{number:x2}",
                run.Measures,
                "device-0",
                1
            );
        }
    }
}

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nas.Model.Randomness;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.Fidelity;

/// <summary>A sampler that a study compares, by name.</summary>
/// <param name="Proxy">Settings by which each of its samples is scored.</param>
public sealed record StudyArm(string Name, LangevinSettings Sampler, ProxySettings Proxy);

/// <summary>A chain of a study: its runs are numbered in the order of <see cref="StudyLayout.Chains"/>.</summary>
/// <param name="Checkpoint">State of the supernet that it starts from.</param>
/// <param name="Number">Number of the chain among those of the same arm and start.</param>
public sealed record StudyChain(int Arm, int Supernet, int Checkpoint, int Number);

/// <summary>A sample that every architecture is scored with.</summary>
/// <param name="Run">Run of the chain.</param>
/// <param name="InRun">Number of the sample within the run.</param>
public sealed record StudySample(int Arm, int Supernet, int Checkpoint, int Number, int Run, int InRun);

/// <summary>
/// The order of all that a study trains and scores: a pure function of its settings, which planning, devices and the report share.
/// </summary>
public sealed class StudyLayout
{
    /// <summary>The sampler of the settings' own section.</summary>
    public const string Sampler = "sgld";

    private const int Listed = 100_000;

    /// <summary>Section of an arm that gives the keys which differ from the section of this name.</summary>
    private const string ScoredBy = "proxy";

    /// <summary>The same chain without noise: what mere averaging over a trajectory gives.</summary>
    public const string NoiseFree = "noise-free";

    private readonly FidelitySettings _settings;

    /// <exception cref="UserException">An arm cannot be read.</exception>
    public StudyLayout(FidelitySettings settings)
    {
        _settings = settings;
        Arms =
        [
            new(Sampler, settings.Langevin, settings.Proxy),
            new(NoiseFree, settings.Langevin with { Temperature = 0 }, settings.Proxy),
            .. settings.Fidelity.Arms.Select(arm => Read(arm.Key, arm.Value, settings)),
        ];
        Chains = [.. Enumerable.Range(0, Arms.Length).SelectMany(ChainsOf)];
        Samples = [.. Chains.Index().GroupBy(chain => chain.Item with { Number = 0 }).SelectMany(SamplesOf)];
    }

    public ImmutableArray<StudyArm> Arms { get; }

    public ImmutableArray<StudyChain> Chains { get; }

    /// <summary>All samples, ordered by arm, supernet, start and number.</summary>
    public ImmutableArray<StudySample> Samples { get; }

    /// <summary>
    /// Samples of the sampler under study from the trained supernets. They are scored with the same images as well; none where the samples
    /// see no images of their own.
    /// </summary>
    public ImmutableArray<StudySample> SameImageSamples =>
        OneSample.OwnImages ? [.. Samples.Where(sample => sample.Arm == 0 && sample.Checkpoint == Trained)] : [];

    public int Supernets => _settings.Fidelity.Supernets;

    public int Checkpoints => _settings.Fidelity.Checkpoints;

    /// <summary>Number of the trained supernet among its states.</summary>
    public int Trained => Checkpoints - 1;

    /// <summary>Number of samples whose mean is a score (K).</summary>
    public int SamplesPerScore => _settings.Langevin.Samples;

    /// <summary>Steps of a supernet from one state to the next.</summary>
    public int CheckpointEvery => _settings.Supernet.Steps / Checkpoints;

    /// <summary>Column of the checkpoint scores.</summary>
    public int ColumnOf(int supernet, int checkpoint) => (supernet * Checkpoints) + checkpoint;

    /// <summary>The proxy of one sample.</summary>
    public ProxySettings OneSample => _settings.Proxy;

    /// <summary>The one-checkpoint proxy at the cost of all samples: as many times the images, in recalibration and in scoring.</summary>
    public ProxySettings AllAtOnce =>
        OneSample with
        {
            OwnImages = false,
            Images = OneSample.Images * SamplesPerScore,
            RecalibrationBatches = OneSample.RecalibrationBatches * SamplesPerScore,
        };

    public int RunOfTruth(int architecture, int seed) => (architecture * _settings.Truth.Seeds) + seed;

    /// <exception cref="UserException">The table has too few of them.</exception>
    private ImmutableArray<Architecture> WithCosts(
        ConstrainedSpace space,
        ImmutableDictionary<string, double> table,
        ImmutableArray<long> costs
    )
    {
        var wanted = _settings.Fidelity.Architectures;
        Architecture[] within =
        [
            .. table
                .Where(row => row.Value >= costs[0] && row.Value <= costs[1])
                .Select(row => row.Key)
                .Order(StringComparer.Ordinal)
                .Select(space.Space.Parse)
                // A table has rows of its own for names of the same network.
                .Where(one => space.Contains(one) && space.Space.Canonical(one).Equals(one)),
        ];
        if (within.Length < wanted)
            throw new UserException(
                $"truth.costs: {_settings.Truth.Table} has {within.Length} architectures from {costs[0]} to {costs[1]}, and fidelity.architectures says {wanted}"
            );
        RandomStream.For(_settings.Seed, "study-architectures").Shuffle(within.AsSpan());
        return [.. within.Take(wanted)];
    }

    /// <summary>The architectures of the study: different networks, in their canonical form.</summary>
    public ImmutableArray<Architecture> ArchitecturesOf(ConstrainedSpace space)
    {
        var wanted = _settings.Fidelity.Architectures;
        if (_settings.Truth is { Costs: { } costs, Table: { } table })
            return WithCosts(space, TruthTable.Costs(table), costs);
        // Names of one network are few, so that only in a small space there can be fewer networks than are wanted.
        if (space.Count <= Math.Max(wanted, Listed))
        {
            ImmutableArray<Architecture> all =
            [
                .. Enumerable.Range(0, (int)space.Count).Select(number => space.Space.Canonical(space.At(number))).Distinct(),
            ];
            if (all.Length <= wanted)
                return all;
        }
        var random = RandomStream.For(_settings.Seed, "study-architectures");
        var known = new HashSet<string>(StringComparer.Ordinal);
        var drawn = ImmutableArray.CreateBuilder<Architecture>(wanted);
        while (drawn.Count < wanted)
        {
            var next = space.Space.Canonical(space.Sample(random));
            if (known.Add(space.Space.Format(next)))
                drawn.Add(next);
        }
        return drawn.MoveToImmutable();
    }

    private IEnumerable<StudyChain> ChainsOf(int arm)
    {
        var chains = Math.Min(Arms[arm].Sampler.Chains, SamplesPerScore);
        // Only the sampler under study shows how it ranks from earlier states.
        var starts = arm == 0 ? Math.Min(_settings.Fidelity.ChainedCheckpoints, Checkpoints) : 1;
        return from supernet in Enumerable.Range(0, Supernets)
            from checkpoint in Enumerable.Range(Checkpoints - starts, starts)
            from number in Enumerable.Range(0, chains)
            select new StudyChain(arm, supernet, checkpoint, number);
    }

    private IEnumerable<StudySample> SamplesOf(IEnumerable<(int Run, StudyChain Chain)> chains)
    {
        var all = chains.ToArray();
        return Enumerable
            .Range(0, SamplesPerScore)
            .Select(number =>
            {
                var (run, chain) = all[number % all.Length];
                return new StudySample(chain.Arm, chain.Supernet, chain.Checkpoint, number, run, number / all.Length);
            });
    }

    private static StudyArm Read(string name, JsonNode? given, FidelitySettings settings)
    {
        if (name is Sampler or NoiseFree)
            throw Wrong(name, "is always there; give the arm another name");
        if (given is not JsonObject overrides)
            throw Wrong(name, "must be a section { ... }");
        if (overrides.ContainsKey("samples"))
            throw Wrong(name, "must draw as many samples as langevin.samples says, or the costs would differ; remove samples");
        var sampler = Merged(name, "langevin", settings.Langevin, overrides.Where(pair => pair.Key != ScoredBy));
        if (!overrides.TryGetPropertyValue(ScoredBy, out var scored))
            return new StudyArm(name, sampler, settings.Proxy);
        if (scored is not JsonObject proxy)
            throw Wrong(name, $"must have a section {ScoredBy} {{ ... }}");
        foreach (var key in new[] { "images", "own-images" })
        {
            if (proxy.ContainsKey(key))
                throw Wrong(name, $"must see the images that the other arms see; remove {ScoredBy}.{key}");
        }
        // Another proxy has its own options.
        var basis = proxy.ContainsKey("kind") ? settings.Proxy with { Options = null } : settings.Proxy;
        return new StudyArm(name, sampler, Merged(name, ScoredBy, basis, proxy));
    }

    private static T Merged<T>(string name, string section, T basis, IEnumerable<KeyValuePair<string, JsonNode?>> overrides)
        where T : class
    {
        var merged = JsonSerializer.SerializeToNode(basis, SettingsJson.Options)!.AsObject();
        foreach (var (key, value) in overrides)
            merged[key] = value?.DeepClone();
        try
        {
            var read = merged.Deserialize<T>(SettingsJson.Options)!;
            var faults = new List<ValidationResult>();
            if (Validator.TryValidateObject(read, new ValidationContext(read), faults, validateAllProperties: true))
                return read;
            throw Wrong(name, $"is out of bounds: {faults[0].ErrorMessage?.TrimEnd('.')}");
        }
        catch (JsonException e)
        {
            throw Wrong(name, $"takes the keys of the section {section} ({JsonFault.Cause(e)})");
        }
    }

    private static UserException Wrong(string name, string what) => new($"fidelity.arms.{name} {what}.");
}

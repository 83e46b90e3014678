using System.CommandLine;
using System.Globalization;
using Actors.Simulation;
using Nas.Model;
using Nas.Model.Settings;
using Seed.Archive;
using Seed.Methods;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>Simulates a search on a cluster that does not exist.</summary>
public sealed class SimulateCommand : LangevinCommand
{
    /// <summary>More heartbeats than this take minutes to simulate: devices then beat only every five seconds.</summary>
    private const double MostHeartbeats = 2e7;

    private static readonly TimeSpan SlowHeartbeat = TimeSpan.FromSeconds(5);

    private readonly Argument<string> _file = new("FILE") { Description = "The search file (HOCON or JSON)." };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Override a setting: KEY=VALUE. May be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<int> _nodes = new("--nodes")
    {
        Description = "Control nodes.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int?> _devices = new("--devices")
    {
        Description = "Devices, each in a process of its own; without it, devices.count of the file.",
        HelpName = "M",
    };
    private readonly Option<string> _faults = new("--faults")
    {
        Description = $"What goes wrong, and how often: {FaultText.Names}.",
        HelpName = "LIST",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Of the luck; the search has its own seed.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _runs = new("--runs")
    {
        Description = "Simulations, with this seed and those after it.",
        HelpName = "K",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<double?> _step = new("--step-seconds")
    {
        Description = "Mean duration of a training step; without it, 0.1.",
        HelpName = "X",
    };
    private readonly Option<double?> _evaluation = new("--evaluation-seconds")
    {
        Description = "Mean duration of scoring one candidate with one sample; without it, 1.",
        HelpName = "X",
    };
    private readonly Option<string?> _measured = new("--measured")
    {
        Description = "Take both from a search that has run.",
        HelpName = "DIR",
    };

    public SimulateCommand(Terminal terminal)
        : base(
            "simulate",
            "Run a search on a simulated cluster: how long it would take on so many devices that fail so often. The decisions are the real ones; scores are made up."
        )
    {
        var json = JsonOption();
        Add(_file);
        foreach (var option in new Option[] { _set, _nodes, _devices, _faults, _seed, _runs, _step, _evaluation, _measured, json })
            Add(option);
        Examples =
        [
            "langevin simulate hocon/searches/st-nas-cifar10.conf --devices 64 --faults crash=2/day --step-seconds 0.12 --evaluation-seconds 3",
            "langevin simulate hocon/searches/quickstart.conf --nodes 3 --devices 8 --faults crash=2/hour,control-crash=1/hour,partition=1/hour,loss=0.01",
            "langevin simulate hocon/searches/quickstart.conf --measured runs/quickstart --devices 16 --json",
            "langevin simulate hocon/searches/cr-nas-quickstart.conf --devices 4 --faults crash=10/hour,disk-full=1/hour --runs 20",
        ];
        SetAction(
            async (parsed, _) =>
            {
                var settings = SearchFileReader.Read(parsed.GetRequiredValue(_file), parsed.GetValue(_set) ?? []);
                // For its checks: a search that cannot run cannot be simulated.
                MethodFaces.Of(settings).Plan(settings);
                var view = Simulated(parsed, settings, await SpeedOf(parsed));
                Print(terminal, parsed.GetValue(json), view, SimulationText.Of);
                foreach (var run in view.Runs.Where(run => run.Violations.Length > 0))
                    Complain(terminal, run);
                return view.Runs.Any(run => run.Violations.Length > 0) ? ExitCodes.Failed : ExitCodes.Done;
            }
        );
    }

    private SimulationView Simulated(ParseResult parsed, SearchSettings settings, WorkSpeed speed)
    {
        SimulatedSubject[] searches = [new(settings)];
        var options = new SimulationOptions
        {
            Nodes = InRange(parsed.GetValue(_nodes), "--nodes", 1, 100),
            Devices = InRange(parsed.GetValue(_devices) ?? settings.Devices.Count, "--devices", 1, 100_000),
            Seed = parsed.GetValue(_seed),
            Faults = FaultText.Read(parsed.GetValue(_faults)!),
            Speed = speed,
            Times = new ClusterTimes { Heartbeat = SlowHeartbeat },
        };
        var undisturbed = Simulation.Undisturb(searches, options);
        if (undisturbed.Makespan.TotalSeconds * options.Devices < MostHeartbeats)
            options = options with { Times = new ClusterTimes() };
        var runs = Enumerable
            .Range(0, InRange(parsed.GetValue(_runs), "--runs", 1, 1_000_000))
            .Select(run =>
            {
                var seed = options.Seed + run;
                return SimulatedRunView.Of(Simulation.Run(searches, options with { Seed = seed }, undisturbed), Replay(parsed, seed));
            });
        return new SimulationView(
            settings.Name,
            options.Nodes,
            options.Devices,
            speed.StepSeconds,
            speed.EvaluationSeconds,
            speed.Spread,
            options.Times.Heartbeat.TotalSeconds,
            options.Times.Failover.TotalSeconds,
            [.. runs]
        );
    }

    private async Task<WorkSpeed> SpeedOf(ParseResult parsed)
    {
        var measured = parsed.GetValue(_measured) is { } directory
            ? await MeasuredSpeed.OfAsync(SearchArchive.Locate(directory))
            : new WorkSpeed();
        return measured with
        {
            StepSeconds = Positive(parsed.GetValue(_step) ?? measured.StepSeconds, "--step-seconds"),
            EvaluationSeconds = Positive(parsed.GetValue(_evaluation) ?? measured.EvaluationSeconds, "--evaluation-seconds"),
        };
    }

    /// <summary>The same line, with this seed alone.</summary>
    private string Replay(ParseResult parsed, long seed)
    {
        List<string> words = ["langevin", "simulate", parsed.GetRequiredValue(_file)];
        foreach (var setting in parsed.GetValue(_set) ?? [])
            words.AddRange(["--set", setting]);
        foreach (var option in new Option[] { _nodes, _devices, _faults, _step, _evaluation, _measured })
        {
            if (parsed.GetResult(option) is { Implicit: false, Tokens: [var value, ..] })
                words.AddRange([option.Name, value.Value]);
        }
        words.AddRange(["--seed", seed.ToString(CultureInfo.InvariantCulture)]);
        return string.Join(
            ' ',
            words.Select(word =>
                word.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"-_./=,:".Contains(letter, StringComparison.Ordinal))
                    ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"
                    : word
            )
        );
    }

    private static void Complain(Terminal terminal, SimulatedRunView run)
    {
        terminal.Error.WriteLine($"A promise was not kept: an error in Langevin. Seed {run.Seed} shows it again, exactly:");
        terminal.Error.WriteLine("  " + run.Replay);
        foreach (var violation in run.Violations)
            terminal.Error.WriteLine("  " + violation);
    }

    private static int InRange(int value, string option, int least, int most) =>
        value >= least && value <= most ? value : throw new UserException($"{option} {value}: must be from {least:N0} to {most:N0}");

    private static double Positive(double value, string option) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new UserException(string.Create(CultureInfo.InvariantCulture, $"{option} {value}: must be more than 0"));
}

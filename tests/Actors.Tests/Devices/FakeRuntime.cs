using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nas.Model;
using Nas.Model.Execution;
using Nas.Model.Methods.StNas;
using Nas.Model.Settings;

namespace Actors.Tests.Devices;

/// <summary>
/// A runtime without tensors: all numbers are hashes of what they are functions of, so that a wrong or skipped step shows. A test can
/// hold it before any step, have it throw there, and see which threads it was used on.
/// </summary>
internal sealed class FakeRuntimeFactory : ISearchRuntimeFactory
{
    private readonly ConcurrentDictionary<int, bool> _threads = new();
    private int _opened,
        _disposed;

    /// <summary>
    /// Called before every step and evaluation: <c>supernet/0#3</c> before the step that makes it 3, <c>search:ARCHITECTURE</c>.
    /// </summary>
    public Action<string> Before { get; set; } = _ => { };

    public Func<double> LossOverride { get; set; } = () => 0;

    public Func<double> MeasureOverride { get; set; } = () => 0;

    public int Opened => _opened;

    /// <summary>Settings of the runtime that was opened last.</summary>
    public StNasSettings? Settings { get; private set; }

    public int Disposed => _disposed;

    public IReadOnlyCollection<int> Threads => [.. _threads.Keys];

    public ISearchRuntime Open(SearchSettings settings) => Open((StNasSettings)settings);

    private Runtime Open(StNasSettings settings)
    {
        Touch();
        Interlocked.Increment(ref _opened);
        Settings = settings;
        return new Runtime(this, settings);
    }

    /// <summary>The bytes that a run publishes after so many steps.</summary>
    public static string StateAfter(StNasSettings settings, TrainingTask task, string? weights, int steps)
    {
        var state = Hash($"{settings.Seed} {task.Phase} {task.Run} {task.Architecture} {weights}");
        for (var step = 1; step <= steps; step++)
            state = Hash($"{state} {step}");
        return state;
    }

    public static double ScoreOf(string architecture, string weights) => Fraction(Hash($"{architecture} {weights}"));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static double Fraction(string hash) => Convert.ToUInt32(hash[..8], 16) / (double)uint.MaxValue;

    private void Touch() => _threads[Environment.CurrentManagedThreadId] = true;

    private sealed class Runtime(FakeRuntimeFactory factory, StNasSettings settings) : ISearchRuntime
    {
        public ITrainingRun OpenTraining(TrainingTask task)
        {
            factory.Touch();
            return new Run(factory, settings, task);
        }

        public ImmutableArray<Nas.Model.Execution.Evaluation> Evaluate(EvaluationTask task) =>
            [.. task.Architectures.Select(architecture => Evaluate(task, architecture))];

        private Nas.Model.Execution.Evaluation Evaluate(EvaluationTask task, string architecture)
        {
            factory.Touch();
            factory.Before($"{task.Phase}:{architecture}");
            var score = ScoreOf(architecture, File.ReadAllText(task.WeightsPath));
            return new Nas.Model.Execution.Evaluation(score, 1 - score);
        }

        public void Dispose()
        {
            factory.Touch();
            Interlocked.Increment(ref factory._disposed);
            factory.Before("dispose");
        }
    }

    private sealed class Run : ITrainingRun
    {
        private readonly FakeRuntimeFactory _factory;
        private readonly StNasSettings _settings;
        private readonly TrainingTask _task;
        private string _state;

        public Run(FakeRuntimeFactory factory, StNasSettings settings, TrainingTask task)
        {
            (_factory, _settings, _task) = (factory, settings, task);
            _state = StateAfter(settings, task, task.WeightsPath is { } weights ? File.ReadAllText(weights) : null, steps: 0);
            if (task.CheckpointPath is not { } path)
                return;
            var parts = File.ReadAllText(path).Split(' ');
            if (parts.Length != 2)
                throw new DamagedFileException($"{path} is no checkpoint.");
            (Step, _state) = (int.Parse(parts[0]), parts[1]);
        }

        public int Step { get; private set; }

        public int TotalSteps =>
            _task.Phase switch
            {
                PhaseNames.Supernet => _settings.Supernet.Steps,
                PhaseNames.Samples => _settings.Langevin.BurnIn + (_settings.Langevin.Samples * _settings.Langevin.Thinning),
                _ => _settings.Retrain.Steps,
            };

        public StepResult Advance()
        {
            _factory.Touch();
            _factory.Before($"{_task.Phase}/{_task.Run}#{Step + 1}");
            Step++;
            _state = Hash($"{_state} {Step}");
            var sampling = Step - _settings.Langevin.BurnIn;
            var due = _task.Phase == PhaseNames.Samples && sampling > 0 && sampling % _settings.Langevin.Thinning == 0;
            return new StepResult(Fraction(_state) + _factory.LossOverride(), due ? (sampling / _settings.Langevin.Thinning) - 1 : null);
        }

        public void SaveCheckpoint(string path) => Write(path, $"{Step} {_state}");

        public void SaveWeights(string path) => Write(path, _state);

        public ImmutableSortedDictionary<string, double> Measure() =>
            ImmutableSortedDictionary<string, double>.Empty.Add("test-accuracy", Fraction(_state) + _factory.MeasureOverride());

        public void Dispose() => _factory.Touch();

        private void Write(string path, string text)
        {
            _factory.Touch();
            _factory.Before($"{_task.Phase}/{_task.Run}#write");
            File.WriteAllText(path, text);
        }
    }
}

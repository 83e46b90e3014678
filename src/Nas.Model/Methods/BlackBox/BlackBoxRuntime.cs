using System.Collections.Immutable;
using Nas.Model.Execution;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.BlackBox;

/// <summary>Scores of a table, of a plug-in, or of a command that is kept running between candidates. No tensors.</summary>
/// <param name="keeper">Program that keeps the command: see <see cref="CommandKeeping"/>; null: there is none, and what a command leaves
/// behind may stay.</param>
/// <param name="hear">Receives what the command writes to its standard error, line by line, on any thread.</param>
public sealed class BlackBoxRuntime(BlackBoxSettings settings, string? keeper, Action<string> hear) : ISearchRuntime
{
    private readonly BlackBoxPhaseSpaces _spaces = new(settings);
    private CommandEvaluator? _command;
    private IEvaluator? _plugin;

    public ITrainingRun OpenTraining(TrainingTask task) =>
        throw new InvalidOperationException($"A black-box search trains nothing, and phase {task.Phase} asks it to.");

    public ImmutableArray<Evaluation> Evaluate(EvaluationTask task) =>
        [.. task.Architectures.Select(text => Evaluate(_spaces.Space.Parse(text), task.Sample))];

    public void Dispose()
    {
        _command?.Dispose();
        (_plugin as IDisposable)?.Dispose();
    }

    private Evaluation Evaluate(Architecture architecture, int sample)
    {
        if (settings.Evaluator.Plugin is { } plugin)
        {
            _plugin ??= PluginRegistry
                .Require<IEvaluator>("evaluator", plugin, settings.Plugins)
                .Create<IEvaluator>(settings.Evaluator.Options, "evaluator");
            return _plugin.Evaluate(_spaces.Space, architecture, settings.Seed, sample);
        }
        if (settings.Evaluator.Command is { } command)
        {
            _command ??= new CommandEvaluator(
                command,
                settings.Evaluator.Directory,
                TimeSpan.FromSeconds(settings.Evaluator.TimeLimit),
                keeper,
                hear
            );
            return _command.Ask(EvaluatorQuestion.Of(_spaces.Space, architecture, settings.Seed, sample));
        }
        var table = _spaces.Table ?? throw new UserException("evaluator.command is not set, and the space is no table that has scores.");
        return new Evaluation(table.ScoreOf(architecture), null);
    }
}

using Actors.Search.Reading;
using Nas.Model;
using Seed.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Seed.Progress;

/// <summary>A bar for each phase, redrawn in place.</summary>
public sealed class LiveProgress : IProgressDisplay
{
    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly IAnsiConsole _console;
    private readonly ProgressEstimator _estimator = new();
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private readonly long _start;
    private ProgressContext? _context;

    public LiveProgress(Terminal terminal)
    {
        _terminal = terminal;
        _start = terminal.Time.GetTimestamp();
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Screen) });
        _console.Profile.Width = terminal.Width;
        _drawing = _console
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                new NoteColumn()
            )
            .StartAsync(context =>
            {
                lock (_gate)
                    _context = context;
                return _end.Task;
            });
    }

    public void Show(SearchProgress progress)
    {
        lock (_gate)
        {
            if (_context is null)
                return;
            var now = _terminal.Time.GetElapsedTime(_start);
            foreach (var phase in progress.Phases ?? [])
                Show(_context, phase, _estimator.Observe(phase, now));
        }
    }

    public void Say(string line) => _console.WriteLine(HarmlessText.Of(line));

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _drawing;
    }

    private void Show(ProgressContext context, PhaseView phase, TimeSpan? left)
    {
        if (!_bars.TryGetValue(phase.Name, out var bar))
        {
            _bars[phase.Name] = bar = context.AddTask(Markup.Escape(HarmlessText.Line(phase.Name)), autoStart: false);
        }
        bar.MaxValue = Math.Max(1, phase.Total);
        bar.Value = phase.Status == PhaseStatus.Completed ? bar.MaxValue : phase.Done;
        // How much a phase has to do is known once it starts.
        var words = new List<string> { phase.Status == PhaseStatus.Waiting ? "waiting" : $"{phase.Done:N0}/{phase.Total:N0} {phase.Unit}" };
        if (!string.IsNullOrWhiteSpace(phase.Note))
            words.Add(phase.Note);
        if (phase.Status == PhaseStatus.Running && left is { } known)
            words.Add(ProgressText.About(known));
        bar.State.Update<Words>(NoteColumn.Key, _ => new Words(HarmlessText.Line(string.Join(", ", words))));
    }

    private sealed class NoteColumn : ProgressColumn
    {
        public const string Key = "note";

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.State.Get<Words>(Key).Text ?? "", new Style(Color.Grey));
    }

    private readonly record struct Words(string? Text);
}

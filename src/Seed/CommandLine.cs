using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Nas.Model;
using Seed.Commands;
using Seed.Commands.Clusters;
using Seed.Output;

namespace Seed;

/// <summary>The whole command line: parses, runs, and turns what goes wrong into one sentence and an exit code.</summary>
public static class CommandLine
{
    private const int LongestLine = 2000;

    public static Task<int> RunAsync(string[] arguments, Terminal terminal) => RunAsync(Root(terminal), arguments, terminal);

    /// <param name="root">The commands that there are.</param>
    internal static async Task<int> RunAsync(RootCommand root, string[] arguments, Terminal terminal)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed, terminal);
        try
        {
            // Signals are the run command's own business: it saves before it ends.
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (Exception exception)
        {
            return Explain(exception, terminal);
        }
    }

    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Langevin: asynchronous, crash-proof neural architecture search.")
        {
            new RunCommand(terminal),
            new FidelityCommand(terminal),
            new StatusCommand(terminal),
            new HistoryCommand(terminal),
            new BestCommand(terminal),
            new ParetoCommand(terminal),
            new ReportCommand(terminal),
            new ShadowCommand(terminal),
            new WhyCommand(terminal),
            new WhyNotCommand(terminal),
            new ForkCommand(terminal),
            new JournalCommand(terminal),
            new SubmitCommand(terminal),
            new ListCommand(terminal),
            new WatchCommand(terminal),
            SearchOrderCommand.Pause(terminal),
            SearchOrderCommand.Resume(terminal),
            SearchOrderCommand.Cancel(terminal),
            new WhyWaitingCommand(terminal),
            new StartNodeCommand(terminal),
            new SpaceCommand(terminal),
            new CostCommand(terminal),
            new DataCommand(terminal),
            new EvalCommand(terminal),
            new WeightsCommand(terminal),
            new PluginsCommand(terminal),
            new BenchCommand(terminal),
            new SimulateCommand(terminal),
            new DoctorCommand(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, terminal);
        return root;
    }

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        if (parsed is { UnmatchedTokens: [var unknown, ..], CommandResult.Command: { Subcommands.Count: > 0 } group })
        {
            var names = group.Subcommands.Select(command => command.Name).ToArray();
            var near = Spelling.Nearest(unknown, names) is { } word ? $"did you mean {word}?" : $"there are {string.Join(", ", names)}";
            terminal.Error.WriteLine($"There is no command \"{unknown}\"; {near}");
        }
        else
        {
            foreach (var error in parsed.Errors)
                terminal.Error.WriteLine(Shortened(error.Message));
        }
        var path = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            path.Insert(0, result.Command is RootCommand ? "langevin" : result.Command.Name);
        }
        terminal.Error.WriteLine($"See: {string.Join(' ', path)} --help");
        return ExitCodes.UserMistake;
    }

    private static int Explain(Exception exception, Terminal terminal)
    {
        switch (exception)
        {
            case UserException mistake:
                foreach (var sentence in mistake.Sentences)
                    terminal.Error.WriteLine(Shortened(sentence));
                return mistake is InfeasibleException ? ExitCodes.Infeasible : ExitCodes.UserMistake;
            case OperationCanceledException:
                return ExitCodes.Interrupted;
            default:
                if (StorageFault.Of(exception) is { } fault)
                {
                    terminal.Error.WriteLine(fault.Sentence);
                    return fault.ExitCode;
                }
                terminal.Error.WriteLine(
                    $"Something failed that should not: {OneLine(exception.Message)} Details: {CrashLog.Write(exception)}"
                );
                return ExitCodes.Failed;
        }
    }

    /// <summary>The sentence on one line, not too long: a name in it may be as long as a file, and have lines of its own.</summary>
    private static string Shortened(string sentence) =>
        HarmlessText.Line(sentence) is { Length: > LongestLine } line
            ? $"{line[..(LongestLine / 2)]} ... {line[^(LongestLine / 2)..]}"
            : HarmlessText.Line(sentence);

    private static string OneLine(string message) =>
        string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}

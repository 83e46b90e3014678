using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Nas.Model;
using Seed.Commands;
using Seed.Output;
using Seed.Running;

namespace Seed;

/// <summary>The whole command line: parses, runs, and turns what goes wrong into one sentence and an exit code.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var root = Root(terminal);
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction) return Refuse(parsed, terminal);
        try
        {
            // Signals are the run command's own business: it saves before it ends.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return Explain(exception, terminal);
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Langevin: asynchronous, crash-proof neural architecture search.")
        {
            new SpaceCommand(terminal),
            new CostCommand(terminal),
            new DataCommand(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, terminal);
        return root;
    }

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "langevin" : result.Command.Name);
        }
        terminal.Error.WriteLine($"See: {string.Join(' ', names)} --help");
        return ExitCodes.UserMistake;
    }

    private static int Explain(Exception exception, Terminal terminal)
    {
        switch (exception)
        {
            case InfeasibleException:
                terminal.Error.WriteLine(exception.Message);
                return ExitCodes.Infeasible;
            case UserException:
                terminal.Error.WriteLine(exception.Message);
                return ExitCodes.UserMistake;
            case OperationCanceledException:
                return ExitCodes.Interrupted;
            case IOException or UnauthorizedAccessException when StorageFault.Sentence(exception) is { } sentence:
                terminal.Error.WriteLine(sentence);
                return ExitCodes.UserMistake;
            default:
                terminal.Error.WriteLine($"Something failed that should not: {OneLine(exception.Message)} Details: {CrashLog.Write(exception)}");
                return ExitCodes.Failed;
        }
    }

    private static string OneLine(string message) => string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}

using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Seed.Output;

namespace Seed.Commands;

/// <summary>A command with examples in its help.</summary>
public abstract class LangevinCommand(string name, string description) : Command(name, description)
{
    /// <summary>Lines that can be typed as they are.</summary>
    public ImmutableArray<string> Examples { get; protected init; } = [];

    protected static Option<bool> JsonOption() => new("--json") { Description = "Print JSON (camelCase keys) instead of text." };

    /// <param name="most">The greatest that is accepted, from 1 on.</param>
    protected static Option<int> CountOption(string name, string description, int value, int most)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var given && (given < 1 || given > most))
                result.AddError($"{name} {given} is not from 1 to {most}.");
        });
        return option;
    }

    /// <summary>One value, as JSON or as text, on standard output.</summary>
    protected static void Print<T>(Terminal terminal, bool json, T value, Func<T, string> text)
    {
        var shown = json ? JsonText.Of(value) : text(value).TrimEnd();
        terminal.Out.WriteLine(shown);
    }
}

/// <summary>The usual help, then the command's examples.</summary>
public sealed class HelpWithExamples(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is LangevinCommand { Examples.IsEmpty: false } command)
        {
            terminal.Out.WriteLine("Examples:");
            foreach (var example in command.Examples)
                terminal.Out.WriteLine("  " + example);
            terminal.Out.WriteLine();
        }
        return code;
    }
}

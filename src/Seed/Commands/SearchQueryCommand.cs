using System.CommandLine;
using Seed.Output;
using Seed.Running;

namespace Seed.Commands;

/// <summary>A question to a search, answered from its directory; the search may run meanwhile.</summary>
public abstract class SearchQueryCommand : LangevinCommand
{
    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = $"Directory of the search; without it, the only one in {SearchArchive.DefaultRoot}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _option = new("--dir") { Description = "The same, as an option.", HelpName = "DIR" };

    protected SearchQueryCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        Json = JsonOption();
        Add(_directory);
        Add(_option);
        Add(Json);
        Examples = [$"langevin {name} {SearchArchive.DefaultRoot}/quickstart", $"langevin {name} --dir {SearchArchive.DefaultRoot}/quickstart --json"];
    }

    protected Terminal Terminal { get; }

    protected Option<bool> Json { get; }

    protected string DirectoryOf(ParseResult parsed) => SearchArchive.Locate(parsed.GetValue(_directory) ?? parsed.GetValue(_option));
}

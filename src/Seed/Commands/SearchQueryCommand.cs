using System.CommandLine;
using Nas.Model;
using Seed.Archive;
using Seed.Output;
using Seed.SearchFiles;

namespace Seed.Commands;

/// <summary>A question to a search, answered from its journal; the search may run meanwhile.</summary>
public abstract class SearchQueryCommand : LangevinCommand
{
    private readonly Argument<string?> _directory = new("DIR")
    {
        Description = $"Directory of the search; without it, the only one in {SearchArchive.DefaultRoot}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _option = new("--dir") { Description = "The same, as an option.", HelpName = "DIR" };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Cluster file, for a search of a cluster: read from the cluster's journal.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _search = new("--search") { Description = "With --config: name of the search.", HelpName = "NAME" };

    /// <param name="group">The commands before the name, each with a blank behind it.</param>
    protected SearchQueryCommand(string name, string description, Terminal terminal, string group = "")
        : base(name, description)
    {
        Terminal = terminal;
        Json = JsonOption();
        Add(_directory);
        Add(_option);
        Add(_config);
        Add(_search);
        Add(Json);
        Examples =
        [
            $"langevin {group}{name} {SearchArchive.DefaultRoot}/quickstart",
            $"langevin {group}{name} --dir {SearchArchive.DefaultRoot}/quickstart --json",
            $"langevin {group}{name} --config hocon/cluster.conf --search quickstart",
        ];
    }

    protected Terminal Terminal { get; }

    protected Option<bool> Json { get; }

    /// <exception cref="UserException">There is no such search, or more than one that may be meant.</exception>
    protected SearchSource SearchOf(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var source = SourceOf(parsed);
        return source.Reader.IsThere() ? source : throw source.NotThere();
    }

    private SearchSource SourceOf(ParseResult parsed)
    {
        var (config, search) = (parsed.GetValue(_config), parsed.GetValue(_search));
        if (config is null && search is null)
            return SearchSource.In(SearchArchive.Locate(parsed.GetValue(_directory) ?? parsed.GetValue(_option)));
        if (config is null || search is null)
            throw new UserException("--config FILE and --search NAME go together: the cluster file says where the journal is.");
        return SearchSource.Of(ClusterFileReader.Read(config, []), search);
    }
}

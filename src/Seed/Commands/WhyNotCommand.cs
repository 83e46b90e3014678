using System.CommandLine;
using Actors.Search.Reading.Questions;
using Nas.Model.Methods;
using Seed.Archive;
using Seed.Output;

namespace Seed.Commands;

/// <summary>Why an architecture is not what a search found.</summary>
public sealed class WhyNotCommand : SearchQueryCommand
{
    public WhyNotCommand(Terminal terminal)
        : base(
            "why-not",
            "Why an architecture is not the result: outside the space or the constraint, a candidate already, failed, open, or never proposed.",
            terminal
        )
    {
        var architecture = new Argument<string>("ARCHITECTURE")
        {
            Description = "Its text: any form, for the same network under other names is found as well.",
        };
        var phase = new Option<string?>("--phase")
        {
            Description = "Phase that is asked about; without it, the one that decides.",
            HelpName = "PHASE",
        };
        Arguments.Insert(0, architecture);
        var plugins = new SearchPlugins();
        foreach (var option in new Option[] { phase, plugins.Directory })
            Add(option);
        Examples =
        [
            "langevin why-not '0:k3e1|1:k3e1|2:k3e1/0:k3e1|1:k3e1|2:k3e1|3:k3e1' runs/quickstart",
            "langevin why-not 3,4,6,3 runs/cr-nas --phase stage-search --json",
        ];
        SetAction(
            async (parsed, _) =>
            {
                var search = SearchOf(parsed);
                plugins.Load(parsed, search, MethodSciences.Read((await SearchArchive.ViewAsync(search)).Settings));
                Print(
                    Terminal,
                    parsed.GetValue(Json),
                    WhyNot.Of(search.Reader.Events, parsed.GetValue(phase), parsed.GetRequiredValue(architecture)),
                    answer => answer.Sentence
                );
                return ExitCodes.Done;
            }
        );
    }
}

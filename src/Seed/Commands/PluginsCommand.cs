using Seed.Output;

namespace Seed.Commands;

/// <summary>Classes of others that search files may name.</summary>
public sealed class PluginsCommand : LangevinCommand
{
    public PluginsCommand(Terminal terminal)
        : base(
            "plugins",
            "See what a plug-in directory holds, and hold what is in it to its contract. docs/plugins.md says how to write one."
        )
    {
        Add(new PluginsListCommand(terminal));
        Add(new PluginsCheckCommand(terminal));
        Examples = [PluginsListCommand.Example, PluginsCheckCommand.Example];
    }
}

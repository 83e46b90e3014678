using System.CommandLine;
using Actors.Plugins;
using Nas.Model;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.Topology;
using Seed.Benchmarks.Strategies;

namespace Seed.Commands;

/// <summary>The options of commands that take a space by its name: a preset, or a plug-in's space of topologies.</summary>
internal sealed class SpaceOptions
{
    private const string PluginsOption = "--plugins",
        SetOption = "--set",
        SamplingOption = "--sampling";

    private readonly Option<string?> _plugins = new(PluginsOption)
    {
        Description = "Directory of plug-ins: a space of topologies in it may be named in place of a preset.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _set = new(SetOption)
    {
        Description = "An option of the plug-in: KEY=VALUE. May be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _sampling = new(SamplingOption)
    {
        Description =
            "How a space of topologies is drawn from: options (uniformly over architectures), or topology (the present edges first).",
        HelpName = "options|topology",
    };

    public IEnumerable<Option> All => [_plugins, _set];

    /// <summary>The same, and how architectures are drawn.</summary>
    public IEnumerable<Option> Drawing => [.. All, _sampling];

    /// <exception cref="UserException">There is no such space, or an option is wrong.</exception>
    public IImageSpace Open(ParseResult parsed, string name) => SearchSpaces.Open(Sampled(parsed, name));

    /// <exception cref="UserException">There is no such space, an option is wrong, or it is no space of topologies.</exception>
    public TopologySpace OpenTopology(ParseResult parsed, string name) => SearchSpaces.OpenTopology(Sampled(parsed, name));

    private SpaceSettings Sampled(ParseResult parsed, string name) =>
        Settings(parsed, name) with
        {
            Sampling = parsed.GetValue(_sampling) switch
            {
                (null or SpaceSettings.ByOptions or SpaceSettings.ByTopology) and var known => known,
                var unknown => throw new UserException(
                    $"{SamplingOption} {unknown}: must be {SpaceSettings.ByOptions} or {SpaceSettings.ByTopology}"
                ),
            },
        };

    private SpaceSettings Settings(ParseResult parsed, string name)
    {
        var (directory, set) = (parsed.GetValue(_plugins), parsed.GetValue(_set) ?? []);
        if (directory is not null)
            NodePlugins.Load(directory);
        if (directory is not null && !SearchSpaces.Presets.Contains(name))
        {
            string[] known = [.. PluginRegistry.Of<ITopologySpace>().Select(one => one.Name), .. SearchSpaces.Presets];
            return known.Contains(name)
                ? new SpaceSettings { Plugin = name, Options = StrategyVariant.OptionsOf(set, SetOption) }
                : throw new UserException(
                    $"There is no search space '{name}'{Spelling.Hint(name, known)}: known are {string.Join(", ", known)}.{PluginRegistry.Troubles()}"
                );
        }
        if (set.Length > 0)
            throw new UserException(
                $"{SetOption} {set[0]}: is an option of a plug-in, and {name} is none; name its directory with {PluginsOption}"
            );
        return new SpaceSettings { Preset = name };
    }
}

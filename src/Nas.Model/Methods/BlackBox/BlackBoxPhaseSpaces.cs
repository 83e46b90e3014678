using Nas.Model.Execution;
using Nas.Model.Plugins;
using Nas.Model.Settings;
using Nas.Model.Spaces;
using Nas.Model.Spaces.BlackBox;
using Nas.Model.Spaces.Topology;
using Nas.Model.Tables;

namespace Nas.Model.Methods.BlackBox;

/// <summary>The one space of a black-box search: whole, or what a mask leaves of it.</summary>
public sealed class BlackBoxPhaseSpaces : IPhaseSpaces
{
    private const string NoUnit = "cost";

    private readonly string _unit;

    /// <exception cref="UserException">The table cannot be read or is not the one recorded, a preset is unknown, or decisions are declared
    /// badly.</exception>
    public BlackBoxPhaseSpaces(BlackBoxSettings settings)
    {
        var space = settings.Space;
        Table = space.Table is { } path ? Table.Read(path, space.Columns, space.TableHash) : null;
        var own = (Table, space.Preset, space.Plugin) switch
        {
            ({ } table, _, _) => table.Space,
            (_, _, { } plugin) when IsTopology(plugin) => SearchSpaces.OpenTopology(
                new SpaceSettings
                {
                    Plugin = plugin,
                    Options = space.Options,
                    Classes = space.Classes,
                    Sampling = space.Sampling,
                },
                settings.Plugins
            ),
            (_, _, { } plugin) => PluginRegistry
                .Require<ISearchSpace>("space", plugin, settings.Plugins)
                .Create<ISearchSpace>(space.Options, "space"),
            (_, { } preset, _) => SearchSpaces.Open(
                new SpaceSettings
                {
                    Preset = preset,
                    Classes = space.Classes,
                    Sampling = space.Sampling,
                }
            ),
            _ => new DeclaredSpace(settings.Name, space.Decisions ?? []),
        };
        Space = settings.Constraint is { Plugin: { } cost, Options: var options }
            ? CostedSpace.Of(
                own,
                PluginRegistry.Require<ICostModel>("cost", cost, settings.Plugins).Create<ICostModel>(options, "constraint").Of(own)
            )
            : own;
        _unit = settings.CostUnit ?? NoUnit;
    }

    public ISearchSpace Space { get; }

    /// <summary>The table that the space is; null: it is none.</summary>
    public Table? Table { get; }

    /// <summary>The range of costs that the constraint allows.</summary>
    public static CostRange RangeOf(BlackBoxSettings settings) =>
        settings.Constraint.Cost is { } cost ? new CostRange(cost[0], cost[1]) : CostRange.Any;

    public ConstrainedSpace Open(string name, CostRange range)
    {
        var (of, options) = SpacePart.Split(name);
        return of == SpacePart.Whole
            ? new(Space, range, SpacePart.MaskOf(Space, options), new CostMeasure(_unit, Space.MAdds))
            : throw new UserException($"A black-box search has no space named {name}.");
    }

    private static bool IsTopology(string plugin) =>
        PluginRegistry.Find<ISearchSpace>(plugin) is null && PluginRegistry.Find<ITopologySpace>(plugin) is not null;
}

using Nas.Model.Settings;
using Nas.Model.Spaces.Topology;

namespace Nas.Model.Spaces;

/// <summary>Spaces by what a search file says of them.</summary>
public static class SearchSpaces
{
    /// <exception cref="UserException">There is no such space.</exception>
    public static TopologySpace Open(SpaceSettings settings)
    {
        var spec = TopologyPresets.Find(settings.Preset);
        return new TopologySpace(settings.Classes is { } classes ? spec with { Classes = classes } : spec);
    }
}

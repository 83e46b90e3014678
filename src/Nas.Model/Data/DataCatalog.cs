using Nas.Model.Settings;

namespace Nas.Model.Data;

/// <summary>The named sets and where they lie.</summary>
public static class DataCatalog
{
    /// <summary>Opens a set that is on this machine (see <see cref="DataSettings.Root"/>) and splits it, the same way every time for a seed.</summary>
    /// <exception cref="UserException">The set is missing or damaged.</exception>
    public static DataSplits Open(DataSettings settings, long seed) => throw new NotSupportedException();
}

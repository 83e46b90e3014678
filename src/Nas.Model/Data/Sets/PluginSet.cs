using Nas.Model.Plugins;
using Nas.Model.Settings;

namespace Nas.Model.Data.Sets;

/// <summary>A set that a plug-in reads.</summary>
internal sealed record PluginSet : KnownSet
{
    private readonly PluginClass _plugin;

    private PluginSet(PluginClass plugin) => _plugin = plugin;

    public static PluginSet Of(PluginClass plugin) =>
        new(plugin)
        {
            Name = plugin.Name,
            Description = plugin.Type.FullName!,
            Source = plugin.File,
        };

    internal override RawSet Read(DataSettings settings, string place)
    {
        var images = _plugin.Create<IImageSet>(settings.Options ?? [], "data");
        try
        {
            var (train, test) = images.Read(settings.Root);
            if (train is null || test is null)
                throw new InvalidOperationException("it returned nothing");
            return new RawSet(train, test);
        }
        // It is anybody's code.
        catch (Exception cause) when (cause is not UserException)
        {
            throw new UserException(
                $"data.name {Name}: the plug-in failed ({cause.Message.TrimEnd('.')}). That is for its author to mend.",
                cause
            );
        }
    }
}

using Nas.Model.Execution;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Nas.Model.Methods.Shared;

/// <summary>
/// A search method as this library knows it: its settings, its spaces, and its work on a device. One object each, listed in
/// <see cref="MethodSciences"/>.
/// </summary>
public interface IMethodScience
{
    /// <summary>Value of <c>method</c> in a search file.</summary>
    string Name { get; }

    /// <summary>The record of the method's settings, derived from <see cref="SearchSettings"/>.</summary>
    Type SettingsType { get; }

    /// <summary>Names of its own proxies, which no plug-in can take; none where nothing is scored with shared weights.</summary>
    IEnumerable<string> Proxies { get; }

    /// <exception cref="UserException">A preset or a backbone that is unknown, or a table that cannot be used.</exception>
    IPhaseSpaces Spaces(SearchSettings settings);

    /// <summary>Opens the runtime on the calling thread, which must be a device's.</summary>
    /// <exception cref="UserException">The data, the space or the constraint cannot be used, or the device computes wrong.</exception>
    /// <exception cref="DeviceMissingException">There is no such device.</exception>
    ISearchRuntime Open(SearchSettings settings, RuntimeMeans means);
}

/// <summary>Base of every method's science: settings arrive in their own type.</summary>
public abstract class MethodScience<TSettings>(string name) : IMethodScience
    where TSettings : SearchSettings
{
    public string Name => name;

    public Type SettingsType => typeof(TSettings);

    public virtual IEnumerable<string> Proxies => [];

    public IPhaseSpaces Spaces(SearchSettings settings) => Spaces((TSettings)settings);

    public ISearchRuntime Open(SearchSettings settings, RuntimeMeans means) => Open((TSettings)settings, means);

    protected abstract IPhaseSpaces Spaces(TSettings settings);

    protected abstract ISearchRuntime Open(TSettings settings, RuntimeMeans means);
}

using Nas.Model.Plugins;
using Nas.Model.Settings;
using Seed.Hocon;
using Seed.Results;

namespace Seed.Methods.Shared;

/// <summary>
/// A search method as the command line knows it: what its search file may say, what a run of it needs and costs, and what is made of its
/// outcome. One object each, listed in <see cref="MethodFaces"/>. Nothing here loads libtorch.
/// </summary>
public interface IMethodFace
{
    /// <summary>The method's name: the value of <c>method</c> in a search file.</summary>
    string Name { get; }

    /// <summary>Finds what no single value shows: names that must be known, and settings that must fit together.</summary>
    /// <param name="problems">Everything wrong is added; an exception is for what is no user's mistake.</param>
    /// <returns>The settings with the defaults of strategies and plug-ins filled in as well; of no use where a problem was added.</returns>
    SearchSettings Complete(SearchSettings settings, ProblemList problems);

    /// <summary>The classes of plug-ins that the settings name, beside strategies and phases; null: a name that is no plug-in's.</summary>
    IEnumerable<PluginClass?> PluginsOf(SearchSettings settings);

    /// <summary>Plans a run. Starts nothing, and looks at no data.</summary>
    /// <exception cref="Nas.Model.InfeasibleException">No architecture meets the constraint.</exception>
    RunPlan Plan(SearchSettings settings);

    /// <summary>The data that must be there beside the settings. Looks at nothing itself.</summary>
    MethodData Data(SearchSettings settings);

    /// <summary>Number of the machine's devices that one device process works with.</summary>
    int DeviceSpan(SearchSettings settings);

    /// <summary>The space with every score, where the search file alone tells them; null: they must be computed.</summary>
    KnownTruth? Truth(SearchSettings settings);

    /// <summary>The method's view of an outcome, finished or not.</summary>
    ISearchResult Result(SearchOutcome outcome);
}

/// <summary>Base of every method's face: settings arrive as what they are.</summary>
public abstract class MethodFace<TSettings>(string name) : IMethodFace
    where TSettings : SearchSettings
{
    public string Name => name;

    public SearchSettings Complete(SearchSettings settings, ProblemList problems) => Complete((TSettings)settings, problems);

    public IEnumerable<PluginClass?> PluginsOf(SearchSettings settings) => PluginsOf((TSettings)settings);

    public RunPlan Plan(SearchSettings settings) => Plan((TSettings)settings);

    public MethodData Data(SearchSettings settings) => Data((TSettings)settings);

    public int DeviceSpan(SearchSettings settings) => DeviceSpan((TSettings)settings);

    public KnownTruth? Truth(SearchSettings settings) => Truth((TSettings)settings);

    public ISearchResult Result(SearchOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Result((TSettings)outcome.Settings, outcome);
    }

    protected abstract TSettings Complete(TSettings settings, ProblemList problems);

    protected abstract RunPlan Plan(TSettings settings);

    protected abstract ISearchResult Result(TSettings settings, SearchOutcome outcome);

    protected virtual IEnumerable<PluginClass?> PluginsOf(TSettings settings) => [];

    protected virtual MethodData Data(TSettings settings) => new([]);

    protected virtual int DeviceSpan(TSettings settings) => 1;

    protected virtual KnownTruth? Truth(TSettings settings) => null;
}

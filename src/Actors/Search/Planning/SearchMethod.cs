using System.Collections.Immutable;
using Nas.Model.Settings;

namespace Actors.Search.Planning;

/// <summary>Base of every method: settings arrive as what they are. A method without a strategy overrides nothing of strategies.</summary>
public abstract class SearchMethod<TSettings>(string name) : ISearchMethod
    where TSettings : SearchSettings
{
    public string Name => name;

    public virtual ImmutableArray<string> DecidingPhases => [];

    public virtual ImmutableArray<string> StrategySections => [];

    public virtual ImmutableArray<string> FreeKeys => [];

    public virtual ImmutableArray<EditionKey> Editions => [];

    public virtual ImmutableArray<LaterDefault> LaterDefaults => [];

    public IEnumerable<StrategySettings> StrategiesOf(SearchSettings settings) => StrategiesOf((TSettings)settings);

    public NamedStrategy? StrategyOf(SearchSettings settings, string phase) => StrategyOf((TSettings)settings, phase);

    public SearchPlan Plan(SearchContext context) => Plan((TSettings)context.Settings, context);

    public ImmutableArray<string> LaterThan(SearchSettings settings, string phase) => LaterThan((TSettings)settings, phase);

    public LangevinSettings? ChainOf(SearchSettings settings, string phase) => ChainOf((TSettings)settings, phase);

    public bool CanReuseScores(SearchSettings settings) => CanReuseScores((TSettings)settings);

    protected virtual IEnumerable<StrategySettings> StrategiesOf(TSettings settings) => [];

    protected virtual NamedStrategy? StrategyOf(TSettings settings, string phase) => null;

    protected abstract SearchPlan Plan(TSettings settings, SearchContext context);

    protected virtual ImmutableArray<string> LaterThan(TSettings settings, string phase) => [];

    protected virtual LangevinSettings? ChainOf(TSettings settings, string phase) => null;

    protected virtual bool CanReuseScores(TSettings settings) => true;
}

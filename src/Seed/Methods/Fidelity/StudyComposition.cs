using System.Collections.Immutable;
using Nas.Model;
using Nas.Model.Methods.Fidelity;
using Nas.Model.Spaces;

namespace Seed.Methods.Fidelity;

/// <summary>What is known of architectures without measuring: what they consist of, and what the truth's table says they cost.</summary>
internal sealed class StudyComposition
{
    private readonly IImageSpace? _space;
    private readonly ImmutableDictionary<string, double> _costs;

    public StudyComposition(FidelitySettings settings)
    {
        _space = SpaceOf(settings);
        _costs = settings.Truth.Table is { } path ? TruthTable.Costs(path) : ImmutableDictionary<string, double>.Empty;
    }

    public StudiedArchitecture Complete(StudiedArchitecture one) =>
        one with
        {
            Cost = _costs.GetValueOrDefault(one.Text, one.Madds),
            Parts = _space is null ? [] : PartCount.Of(_space, _space.Parse(one.Text)),
        };

    /// <summary>Null for a plug-in's space that this process does not have.</summary>
    private static IImageSpace? SpaceOf(FidelitySettings settings)
    {
        try
        {
            return SearchSpaces.Open(settings.Space, settings.Plugins);
        }
        catch (UserException) when (settings.Space.Plugin is not null)
        {
            return null;
        }
    }
}

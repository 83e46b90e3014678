using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Planning;

/// <summary>What a method plans with.</summary>
public sealed record SearchContext(SearchSettings Settings, IPhaseSpaces Spaces);

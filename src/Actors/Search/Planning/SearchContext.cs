using System.Collections.Immutable;
using Nas.Model.Settings;
using Nas.Model.Spaces;

namespace Actors.Search.Planning;

/// <summary>The settings and spaces that a method plans with.</summary>
public sealed record SearchContext(SearchSettings Settings, IPhaseSpaces Spaces);
